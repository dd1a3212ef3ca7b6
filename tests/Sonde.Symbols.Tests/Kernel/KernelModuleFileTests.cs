using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests;

/// <summary>Source lines of modules: of an object file that is said to be loaded, as the kernel says it.</summary>
public sealed class KernelModuleFileTests : IDisposable
{
    private const ulong Text = 0xffffffffc0a3e000;
    private const ulong Unlikely = 0xffffffffc0a3f000;
    private const string Release = "6.99.0-test";
    private const string BuildId = "00112233445566778899aabbccddeeff00112233";

    private const string Source = """
        static inline __attribute__((always_inline)) int twice(volatile int *n)
        {
            return *n + *n;
        }
        __attribute__((noinline)) int first(volatile int *n)
        {
            return 3 * *n;
        }
        __attribute__((noinline)) int vfs_work(volatile int *n)
        {
            return twice(n);
        }
        __attribute__((noinline, section(".text.unlikely"))) int rare(volatile int *n)
        {
            return twice(n) - 1;
        }
        __attribute__((section(".init.text"))) int init_module(volatile int *n) { return first(n); }
        """;

    private readonly Built _built = new();

    public void Dispose() => _built.Dispose();

    [Theory]
    [InlineData("cc", "-gdwarf-4")]
    [InlineData("cc", "-gdwarf-5")]
    [InlineData("cc", "-gdwarf-5", "-gz=zlib")]
    [InlineData("clang-14", "-gdwarf-5")]
    [InlineData("clang-14", "-gdwarf-4")]
    public void A_frame_of_a_module_has_its_line_in_whichever_section_it_is(string compiler, params string[] options)
    {
        Build("debug/lib/modules/6.99.0-test/kernel/fs/my-fs.ko", compiler, options);
        Load(BuildId);
        using KernelFrames frames = Frames();
        Assert.Equal(("first", 7), LineOf(frames, Text));
        foreach ((ulong start, string function) in new[] { (Text + Offset("vfs_work"), "vfs_work"), (Unlikely, "rare") })
        {
            SymbolFrame frame = frames.Resolve(start);
            Assert.Equal((function, FrameKind.Kernel, "my_fs"), (frame.Name, frame.Kind, frame.Module));
            Assert.EndsWith("/module.c", frame.File, StringComparison.Ordinal);
            SymbolFrame[] inside = [.. Enumerable.Range(0, 8).Select(offset => frames.Resolve(start + (ulong)offset))];
            Assert.Contains(inside, each => each.Inlined is [{ Name: "twice", Line: 3 }]);
        }
    }

    [Fact]
    public void A_file_of_another_build_is_not_taken()
    {
        Build("debug/lib/modules/6.99.0-test/kernel/fs/my-fs.ko", "cc");
        Load("ffeeddccbbaa99887766554433221100ffeeddcc");
        using KernelFrames frames = Frames();
        Assert.Equal(("first", 0), LineOf(frames, Text));
    }

    [Fact]
    public void A_file_is_found_by_the_build_id()
    {
        Build($"debug/.build-id/00/{BuildId[2..]}.debug", "cc");
        Load(BuildId);
        using KernelFrames frames = Frames();
        Assert.Equal(("first", 7), LineOf(frames, Text));
    }

    [Fact]
    public void Code_of_a_module_whose_place_is_not_known_has_names_without_lines()
    {
        Build($"debug/.build-id/00/{BuildId[2..]}.debug", "cc");
        Load(BuildId);
        Directory.Delete($"{_built.Folder}/sys/module/my_fs/sections", recursive: true);
        using KernelFrames frames = Frames();
        Assert.Equal(("first", 0), LineOf(frames, Text));
    }

    [Fact]
    public void Code_of_a_module_whose_place_may_not_be_read_has_names_without_lines()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to read as another user");
        Build($"debug/.build-id/00/{BuildId[2..]}.debug", "cc");
        Load(BuildId);
        File.SetUnixFileMode(_built.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        foreach (string section in Directory.GetFiles($"{_built.Folder}/sys/module/my_fs/sections"))
            File.SetUnixFileMode(section, UnixFileMode.UserRead);
        using KernelFrames frames = Frames();
        using var nobody = AsNobody.Begin();
        Assert.Equal(("first", 0), LineOf(frames, Text));
    }

    private static (string? Name, int Line) LineOf(KernelFrames frames, ulong address)
    {
        // The first lines of a function are its head; the one that works comes soon.
        SymbolFrame[] found = [.. Enumerable.Range(0, 4).Select(offset => frames.Resolve(address + (ulong)offset))];
        return (found[0].Name, found.Max(frame => frame.Line));
    }

    private KernelFrames Frames()
    {
        string kallsyms = string.Create(CultureInfo.InvariantCulture, $"""
            ffffffff81000000 T _stext
            {Text:x16} t first	[my_fs]
            {Text + Offset("vfs_work"):x16} t vfs_work	[my_fs]
            {Unlikely:x16} t rare	[my_fs]

            """);
        var options = new SymbolizerOptions { DebugFolders = [$"{_built.Folder}/debug"] };
        return new KernelFrames(
            options,
            () => KernelSymbols.Read(new MemoryStream(Encoding.UTF8.GetBytes(kallsyms))),
            new RunningKernel(Release, null, _built.Folder));
    }

    private ulong Offset(string function) => _built.AddressOf("module.o", function);

    private void Build(string place, string compiler, params string[] options)
    {
        File.WriteAllText($"{_built.Folder}/module.c", Source);
        _built.Run(compiler, ["-c", "-O2", "-g", "-mcmodel=kernel", "-fno-pic", "-fcf-protection=none", .. options, "-o", "module.o", "module.c"]);
        File.WriteAllBytes($"{_built.Folder}/note", Note(BuildId));
        _built.Run("objcopy", "--add-section", ".note.gnu.build-id=note", "--set-section-flags", ".note.gnu.build-id=alloc,readonly", "module.o", "my-fs.ko");
        string path = $"{_built.Folder}/{place}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move($"{_built.Folder}/my-fs.ko", path);
    }

    // As the kernel tells of a module; its code for the start is gone.
    private void Load(string buildId)
    {
        string module = $"{_built.Folder}/sys/module/my_fs";
        Directory.CreateDirectory($"{module}/sections");
        Directory.CreateDirectory($"{module}/notes");
        File.WriteAllText($"{module}/sections/.text", $"0x{Text:x}\n");
        File.WriteAllText($"{module}/sections/.text.unlikely", $"0x{Unlikely:x}\n");
        Directory.CreateDirectory($"{_built.Folder}/lib/modules/{Release}");
        File.WriteAllText($"{_built.Folder}/lib/modules/{Release}/modules.dep", "kernel/fs/other.ko:\nkernel/fs/my-fs.ko.xz: kernel/fs/other.ko\n");
        File.WriteAllBytes($"{module}/notes/.note.gnu.build-id", Note(buildId));
    }

    private static byte[] Note(string buildId) => [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, .. "GNU\0"u8, .. Convert.FromHexString(buildId)];
}
