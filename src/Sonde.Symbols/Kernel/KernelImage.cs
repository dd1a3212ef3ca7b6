using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The running kernel's own file with its debug information.</summary>
internal static class KernelImage
{
    /// <summary>Opens it where distributions and developers keep it; null when it is in none of these places.</summary>
    /// <param name="symbols">The kernel's symbols, which say how far it was moved when it was started (KASLR).</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="folders">Where debug files are.</param>
    /// <param name="options">How to read it.</param>
    public static KernelLines? TryOpenLines(KernelSymbols symbols, RunningKernel kernel, IReadOnlyList<string> folders, ModuleOptions options) =>
        KernelLines.TryOpen(Places(kernel, folders, options), kernel.BuildId, options, (file, files) => FindSlide(file, symbols) is { } slide
            ? new KernelLines(new SourceLines(file, files, options.LineBytes), slide)
            : null);

    private static IEnumerable<string> Places(RunningKernel kernel, IReadOnlyList<string> folders, ModuleOptions options)
    {
        foreach (string folder in folders)
        {
            yield return $"{folder}/boot/vmlinux-{kernel.Release}";
            yield return $"{folder}/lib/modules/{kernel.Release}/vmlinux";
            yield return $"{folder}/usr/lib/modules/{kernel.Release}/vmlinux";
        }

        yield return $"{kernel.Root}/boot/vmlinux-{kernel.Release}";
        yield return $"{kernel.Root}/usr/lib/modules/{kernel.Release}/build/vmlinux";
        if (kernel.BuildId is { } buildId && options.DebugFiles.FindBuild(buildId) is { } found)
            yield return found;
    }

    // Where the kernel's code begins: in the file, and here.
    private static ulong? FindSlide(ElfFile file, KernelSymbols symbols) =>
        file.Symbols.TryFind("_stext"u8, out ElfSymbol start) && symbols.FindByName("_stext") is [var here, ..] ? unchecked(here.Address - start.Value) : null;
}
