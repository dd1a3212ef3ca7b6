using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Source lines and inlined calls of the running kernel's code, or of one of its modules.</summary>
/// <param name="lines">The lines of its file.</param>
/// <param name="slide">How far the code lies from where the file has it.</param>
internal sealed class KernelLines(SourceLines lines, ulong slide) : IDisposable
{
    /// <summary>The functions at an address, the innermost first, valid until the next question; none where no line is known.</summary>
    public ReadOnlySpan<DwarfFrame> Find(ulong address) => lines.Find(unchecked(address - slide));

    public void Dispose() => lines.Dispose();

    /// <summary>Opens the first of these files that is the right one; null when none is.</summary>
    /// <param name="places">The files.</param>
    /// <param name="buildId">The build id that it must have; null when it is not known.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="read">Takes the lines of a file with debug information, or gives null when it is not the right one.</param>
    public static KernelLines? TryOpen(IEnumerable<string> places, string? buildId, ModuleOptions options, Func<ElfFile, ModuleDebugFiles, KernelLines?> read)
    {
        if (options.LineBytes == 0)
            return null;
        foreach (string path in places)
        {
            if (OpenedFile.TryOpen(path) is not { } file)
                continue;
            if (TryRead(file, path) is { } lines)
                return lines;
            file.Dispose();
        }

        return null;

        KernelLines? TryRead(ElfFile file, string path)
        {
            try
            {
                bool isRight = SourceLines.AreIn(file) && (buildId is null || DebugFiles.BuildIdOf(file) == buildId);
                return isRight ? read(file, new ModuleDebugFiles(path, "", path, options.DebugFiles)) : null;
            }
            catch (Exception e) when (FileFault.Is(e))
            {
                // Names go on without lines: where a module is loaded only root may read, and CAP_SYSLOG shows addresses without that.
                return null;
            }
        }
    }
}
