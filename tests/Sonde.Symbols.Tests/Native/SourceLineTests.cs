using Sonde.Testing;

namespace Sonde.Symbols.Tests.Native;

/// <summary>Source lines and inlined calls of files, wherever their debug information is.</summary>
public sealed class SourceLineTests : IDisposable
{
    private const string Source = """
        extern "C" int printf(const char *, ...);
        namespace shop {
        template <typename T> static inline __attribute__((always_inline)) T twice(T value)
        {
            return value +
                *(volatile T *)&value;
        }
        struct Cart { int sum(int n) const; };
        __attribute__((noinline)) int Cart::sum(int n) const
        {
            return twice<int>(n);
        }
        }
        int main(int argc, char **argv) { return shop::Cart().sum(argc); }
        """;

    private readonly Built _built = new();

    public void Dispose() => _built.Dispose();

    public static TheoryData<string, string[]> Kinds => new()
    {
        { "DWARF 5", ["-gdwarf-5"] },
        { "DWARF 4", ["-gdwarf-4"] },
        { "compressed", ["-gdwarf-5", "-gz=zlib"] },
        { "split", ["-gdwarf-5", "-gsplit-dwarf"] },
        { "split, DWARF 4", ["-gdwarf-4", "-gsplit-dwarf"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_frame_has_its_line_and_the_calls_that_were_inlined(string kind, string[] options)
    {
        string path = Build(options);
        (string name, SymbolFrame frame) = ResolveInlined(path, new SymbolizerOptions());
        Assert.Equal($"{kind}: shop::Cart::sum", $"{kind}: {frame.Name}");
        Assert.Equal(name, frame.RawName);
        Assert.Equal(($"{_built.Folder}/lines.cpp", 11), (frame.File, frame.Line));
        InlinedFunction inlined = Assert.Single(frame.Inlined);
        // GCC leaves out where a function is declared that it inlines everywhere.
        Assert.EndsWith("twice<int>", inlined.Name, StringComparison.Ordinal);
        Assert.Equal($"{_built.Folder}/lines.cpp", inlined.File);
        Assert.InRange(inlined.Line, 3, 7);
    }

    [Fact]
    public void Of_calls_inlined_in_each_other_the_innermost_comes_first()
    {
        const string Nested = """
            static inline __attribute__((always_inline)) int inner(volatile int *place) { return *place; }
            static inline __attribute__((always_inline)) int outer(volatile int *place) { return inner(place) + 1; }
            __attribute__((noinline)) int whole(volatile int *place) { return outer(place) * 3; }
            int main(int argc, char **argv) { return whole(&argc); }
            """;
        using NativeModule module = NativeModule.Open(_built.Program("nested", Nested, "-O2"));
        NativeSymbol whole = Assert.Single(module.FindByName("whole"));
        SymbolFrame frame = Enumerable.Range(0, (int)whole.Size).Select(i => module.Resolve(whole.Start + (ulong)i, "nested")).First(each => each.Inlined.Count == 2);
        Assert.Equal(("whole", 3), (frame.Name, frame.Line));
        Assert.Equal([("inner", 1), ("outer", 2)], frame.Inlined.Select(each => (each.Name, each.Line)));
    }

    [Fact]
    public void Lines_come_from_the_debug_file_and_names_from_there_too()
    {
        string path = Build("-gdwarf-5", "-Wl,--build-id=0x01020304");
        string folder = Directory.CreateDirectory($"{_built.Folder}/debug/.build-id/01").FullName;
        _built.Run("objcopy", "--only-keep-debug", path, $"{folder}/020304.debug");
        ulong offset = OffsetOfSum(path);
        _built.Run("strip", path);
        using var symbols = new Symbolizer(new() { DebugFolders = [$"{_built.Folder}/debug"] });
        SymbolFrame frame = symbols.ResolveFile(path, offset);
        Assert.Equal(("shop::Cart::sum", $"{_built.Folder}/lines.cpp"), (frame.Name, frame.File));
        Assert.InRange(frame.Line, 9, 11);
    }

    [Fact]
    public void Without_lines_there_are_names_still()
    {
        string path = Build("-gdwarf-5");
        (_, SymbolFrame frame) = ResolveInlined(path, new SymbolizerOptions { ReadLines = false });
        Assert.Equal(("shop::Cart::sum", null, 0), (frame.Name, frame.File, frame.Line));
        Assert.Empty(frame.Inlined);
    }

    [Fact]
    public void Lines_without_a_symbol_table_name_the_function_too()
    {
        string path = Build("-gdwarf-5");
        ulong offset = OffsetOfSum(path);
        _built.Run("objcopy", "--remove-section", ".symtab", "--remove-section", ".strtab", path);
        using var symbols = new Symbolizer();
        Assert.Equal("shop::Cart::sum", symbols.ResolveFile(path, offset).Name);
    }

    [Fact]
    public void A_pipe_that_debug_information_names_is_not_waited_for()
    {
        string path = Build("-gdwarf-5", "-gsplit-dwarf");
        string split = Directory.GetFiles(_built.Folder, "*.dwo").Single();
        File.Delete(split);
        _built.Run("mkfifo", split);
        (_, SymbolFrame frame) = ResolveInlined(path, new SymbolizerOptions());
        Assert.Equal("shop::Cart::sum", frame.Name);
        Assert.Empty(frame.Inlined);
    }

    [Theory]
    [InlineData("with-dwo/main")]
    [InlineData("with-dwp/main")]
    [InlineData("regular-debuglink/main")]
    [InlineData("dwp-debuglink/main")]
    public void Programs_that_others_built_have_lines(string name)
    {
        string path = Fixtures.Path($"elf/simple-example/{name}");
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(path)!))
            File.Copy(file, Path.Combine(_built.Folder, Path.GetFileName(file)));
        using NativeModule module = NativeModule.Open($"{_built.Folder}/main");
        NativeSymbol main = Assert.Single(module.FindByName("main"));
        SymbolFrame frame = module.Resolve(main.Start + 8, "main");
        Assert.Equal("main", frame.Name);
        Assert.NotNull(frame.File);
        Assert.NotEqual(0, frame.Line);
    }

    private string Build(params string[] options)
    {
        File.WriteAllText($"{_built.Folder}/lines.cpp", Source);
        _built.Run("g++", ["-O2", .. options, "-c", "lines.cpp", "-o", "lines.o"]);
        _built.Run("g++", [.. options.Where(option => option.StartsWith("-Wl", StringComparison.Ordinal)), "-o", "lines", "lines.o"]);
        return $"{_built.Folder}/lines";
    }

    private static ulong OffsetOfSum(string path)
    {
        using NativeModule module = NativeModule.Open(path);
        NativeSymbol sum = Assert.Single(module.FindByName("_ZNK4shop4Cart3sumEi"));
        return module.TryGetFileOffset(sum.Start, out ulong offset) ? offset : 0;
    }

    // The first place in the function that is from the inlined one; where lines are not known, its first.
    private static (string RawName, SymbolFrame Frame) ResolveInlined(string path, SymbolizerOptions options)
    {
        using var symbols = new Symbolizer(options);
        ulong first = OffsetOfSum(path);
        SymbolFrame[] frames = [.. Enumerable.Range(0, 12).Select(i => symbols.ResolveFile(path, first + (ulong)i)).Where(frame => frame.RawName == "_ZNK4shop4Cart3sumEi")];
        return ("_ZNK4shop4Cart3sumEi", frames.FirstOrDefault(frame => frame.Inlined.Count > 0) ?? frames[0]);
    }
}
