using System.Text;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests;

/// <summary>Source lines of a kernel, which was moved when it was started: of a small program that is linked where kernels are.</summary>
public sealed class KernelImageTests : IDisposable
{
    private const ulong Linked = 0xffffffff81000000;
    private const ulong Slide = 0x1c00_0000;
    private const string Release = "6.99.0-test";

    private const string Source = """
        asm(".text\n.globl _stext\n_stext:\n");
        extern char _stext[];
        static inline __attribute__((always_inline)) int twice(volatile int *n)
        {
            return *n + *n;
        }
        __attribute__((noinline)) int vfs_work(volatile int *n)
        {
            return twice(n);
        }
        int _start(volatile int *n) { return vfs_work(n) + (_stext != 0); }
        """;

    private readonly Built _built = new();

    public void Dispose() => _built.Dispose();

    [Theory]
    [InlineData("boot/vmlinux-6.99.0-test", null)]
    [InlineData("lib/modules/6.99.0-test/vmlinux", "00112233")]
    [InlineData(".build-id/00/112233.debug", "00112233")]
    public void A_frame_has_the_line_of_the_kernels_file_wherever_the_kernel_was_moved_to(string place, string? buildId)
    {
        ulong function = BuildKernel(place);
        using KernelFrames frames = Frames(buildId);
        SymbolFrame? inlined = null;
        for (ulong offset = 0; offset < 8 && inlined is null; offset++)
        {
            SymbolFrame frame = frames.Resolve(function + Slide + offset);
            Assert.Equal(("vfs_work", FrameKind.Kernel, offset, (string?)null), (frame.Name, frame.Kind, frame.Offset, frame.Module));
            Assert.EndsWith("/kernel.c", frame.File, StringComparison.Ordinal);
            Assert.InRange(frame.Line, 6, 9);
            inlined = frame.Inlined.Count > 0 ? frame : null;
        }

        Assert.Equal("twice", Assert.Single(inlined!.Inlined).Name);
    }

    [Fact]
    public void The_file_of_another_build_is_not_taken()
    {
        ulong function = BuildKernel($"boot/vmlinux-{Release}");
        using KernelFrames frames = Frames("ffeeddcc");
        SymbolFrame frame = frames.Resolve(function + Slide);
        Assert.Equal(("vfs_work", null, 0), (frame.Name, frame.File, frame.Line));
    }

    [Fact]
    public void The_running_kernel_tells_its_build()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/notes"), "this kernel has no notes");
        Assert.Matches("^[0-9a-f]{40}$", RunningKernel.OfThisMachine().BuildId);
    }

    private KernelFrames Frames(string? buildId)
    {
        string kallsyms = string.Concat(_built.Run("nm", "vmlinux").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => $"{Convert.ToUInt64(line[..16], 16) + Slide:x16}{line[16..]}\n"));
        var options = new SymbolizerOptions { DebugFolders = [$"{_built.Folder}/debug"] };
        return new KernelFrames(options, () => KernelSymbols.Read(new MemoryStream(Encoding.UTF8.GetBytes(kallsyms))), new RunningKernel(Release, buildId, _built.Folder));
    }

    private ulong BuildKernel(string place)
    {
        File.WriteAllText($"{_built.Folder}/kernel.c", Source);
        _built.Run(
            "cc", "-O2", "-g", "-mcmodel=kernel", "-fno-pic", "-static", "-nostdlib", "-fcf-protection=none", "-o", "vmlinux", "kernel.c",
            $"-Wl,-Ttext=0x{Linked:x}", "-Wl,--build-id=0x00112233");
        string path = $"{_built.Folder}/debug/{place}";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy($"{_built.Folder}/vmlinux", path);
        return _built.AddressOf("vmlinux", "vfs_work");
    }
}
