using System.Text;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Functions, inline chains, files, lines and columns are those of llvm-symbolizer.</summary>
public sealed class ParityTests(ITestOutputHelper output)
{
    private const int Count = 20_000;

    [Theory]
    [InlineData("gcc -gdwarf-4")]
    [InlineData("gcc -gdwarf-5")]
    [InlineData("gcc -gdwarf-4 -gsplit-dwarf")]
    [InlineData("gcc -gdwarf-5 -gsplit-dwarf")]
    [InlineData("clang -gdwarf-4")]
    [InlineData("clang -gdwarf-5")]
    [InlineData("clang -gdwarf-4 -gsplit-dwarf")]
    [InlineData("clang -gdwarf-5 -gsplit-dwarf")]
    [InlineData("zlib gcc -gdwarf-5")]
    [InlineData("zstd gcc -gdwarf-5")]
    [InlineData("dwz gcc -gdwarf-5")]
    [InlineData("dwp clang -gdwarf-5 -gsplit-dwarf")]
    [InlineData("dwp gcc -gdwarf-4 -gsplit-dwarf")]
    public void Cpp_program(string kind) => Compare(kind, NativeProgram.Build(kind), inlined: 5000);

    [Fact]
    public void Rust_program() => Compare("rust", NativeProgram.Build("rust"), inlined: 5000);

    [Fact]
    public void C_library()
    {
        Assert.True(ElfFile.Parse(File.ReadAllBytes(Libc.Path)).TryGetBuildId(out ReadOnlyMemory<byte> id));
        string name = Convert.ToHexString(id.Span).ToLowerInvariant();
        string debug = $"/usr/lib/debug/.build-id/{name[..2]}/{name[2..]}.debug";
        Assert.True(File.Exists(debug), $"there is no {debug}: the package libc6-dbg of this libc has it");
        CompareCopy(debug, inlined: 2000);
    }

    [Fact]
    public void Cpp_library()
    {
        string folder = Environment.GetEnvironmentVariable("SONDE_LIBSTDCXX") ?? "/usr/lib/x86_64-linux-gnu/debug";
        string? library = Directory.Exists(folder) ? Directory.GetFiles(folder, "libstdc++.so.6.*.*").FirstOrDefault(f => !f.EndsWith(".py", StringComparison.Ordinal)) : null;
        Assert.True(library is not null, $"there is no libstdc++ in {folder}: the package libstdc++6-12-dbg has it");
        CompareCopy(library, inlined: 500);
    }

    // llvm-symbolizer 19 does not follow references into a supplementary file, so that the program before it was split is the measure.
    [Theory]
    [InlineData("dwz-shared")]
    [InlineData("dwz-standard")]
    public void Program_with_a_supplementary_file_tells_the_same_as_before(string kind)
    {
        string before = NativeProgram.Build("gcc -gdwarf-5");
        string after = NativeProgram.Build(kind + " gcc -gdwarf-5");
        using ElfFile whole = ElfFile.Open(before);
        using ElfFile shared = ElfFile.Open(after);
        Assert.True(DwarfSymbols.TryOpen(whole, null, out DwarfSymbols? expected, out _));
        Assert.True(DwarfSymbols.TryOpen(shared, new FilesBeside(after), out DwarfSymbols? actual, out _));
        foreach (ulong address in Addresses.Random(whole, Count))
            Assert.Equal(Frames(expected, address), Frames(actual, address));
        Assert.Empty(actual.Problems);

        Assert.True(DwarfSymbols.TryOpen(shared, null, out DwarfSymbols? alone, out _));
        Assert.Equal(DwarfProblemKind.SupplementaryFileMissing, Assert.Single(alone.Problems).Kind);
        Assert.Contains(Addresses.Random(whole, 100), address => Frames(alone, address)[0].Function is null);
    }

    // Nor does it read the old form of compressed sections any more.
    [Fact]
    public void Program_with_old_compressed_sections_tells_the_same_as_before()
    {
        using ElfFile whole = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-4"));
        using ElfFile packed = ElfFile.Open(NativeProgram.Build("zlib-gnu gcc -gdwarf-4"));
        Assert.True(packed.TryGetSection(".zdebug_info", out _));
        Assert.True(DwarfSymbols.TryOpen(whole, null, out DwarfSymbols? expected, out _));
        Assert.True(DwarfSymbols.TryOpen(packed, null, out DwarfSymbols? actual, out _));
        foreach (ulong address in Addresses.Random(whole, Count))
            Assert.Equal(Frames(expected, address), Frames(actual, address));
    }

    private void Compare(string title, string program, int inlined)
    {
        using ElfFile file = ElfFile.Open(program);
        Assert.True(DwarfSymbols.TryOpen(file, new FilesBeside(program), out DwarfSymbols? symbols, out ElfUnavailable reason), $"{reason}");
        ulong[] addresses = Addresses.Random(file, Count);
        List<List<(string Function, string File, int Line, int Column)>> expected = LlvmSymbolizer.Run(program, addresses);
        int same = 0, withInlined = 0;
        var differences = new StringBuilder();
        for (int i = 0; i < addresses.Length; i++)
        {
            List<(string, string, int, int)> actual = [.. Frames(symbols, addresses[i])
                .Select(f => (f.Function ?? "", f.File ?? "", f.Line, f.Column)).DefaultIfEmpty(("", "", 0, 0))];
            withInlined += actual.Count > 1 ? 1 : 0;
            if (actual.SequenceEqual(expected[i]))
                same++;
            else if (differences.Length < 4000)
                differences.Append($"\n{addresses[i]:x}: {string.Join(" < ", actual)}\n  not {string.Join(" < ", expected[i])}");
        }

        output.WriteLine($"figures: {title}: of {Count} addresses {same} have the frames that llvm-symbolizer gives, {Count - same} differ; {withInlined} with inlined calls");
        Assert.Empty(symbols.Problems);
        Assert.True(same >= Count * 0.999, $"{same} of {Count} are the same{differences}");
        Assert.InRange(withInlined, inlined, Count);
    }

    // llvm-symbolizer is given a changed copy, for which there is no room beside an installed file.
    private void CompareCopy(string file, int inlined)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sonde-parity-");
        try
        {
            string copy = Path.Combine(folder.FullName, Path.GetFileName(file));
            File.Copy(file, copy);
            Compare(Path.GetFileName(file), copy, inlined);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static DwarfFrame[] Frames(DwarfSymbols symbols, ulong address)
    {
        var frames = new DwarfFrame[64];
        int count = symbols.Find(address, frames);
        return frames[..count];
    }
}
