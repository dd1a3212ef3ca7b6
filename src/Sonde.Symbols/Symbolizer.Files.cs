namespace Sonde.Symbols;

public sealed partial class Symbolizer
{
    /// <summary>Tells which file the code at an address of a process is from, and where in it, to be named later or elsewhere by <see cref="Resolve"/>.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="address">The address.</param>
    /// <remarks>
    /// Code of a .NET assembly has a place, too, by which it can be compared; its name is known to the runtime alone, see <see cref="ResolveProcess(int, ulong)"/>.
    /// </remarks>
    /// <param name="place">The place.</param>
    /// <returns>False for code of no file: nothing is mapped there, or it was compiled at run time.</returns>
    public bool TryNormalize(int pid, ulong address, out ModuleAddress place) => Process(pid).TryNormalize(address, out place);

    /// <summary>Names the code at an offset of a file of this machine.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fileOffset">The offset.</param>
    public SymbolFrame ResolveFile(string path, ulong fileOffset)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OfNativeCode(path, _modules.Get(path)).Name(fileOffset, fileOffset, FrameKind.Native, path);
    }

    /// <summary>Names the code at a place that was recorded, on another machine perhaps.</summary>
    /// <remarks>
    /// It takes the file at the recorded path if that is of the same build, or the one of the folders of debug files that is. Where no build id was
    /// recorded it takes the file at the path only if it is the very one, unchanged: on this machine, or one that has the same disk.
    /// </remarks>
    /// <param name="place">The place, from <see cref="TryNormalize"/>.</param>
    /// <exception cref="ArgumentException">The place names no file.</exception>
    public SymbolFrame Resolve(in ModuleAddress place)
    {
        if (string.IsNullOrEmpty(place.Path))
            throw new ArgumentException($"The place names no file: it is none that {nameof(TryNormalize)} gave.", nameof(place));
        ModuleEntry entry = OfNativeCode(place.Path, _modules.Get(place.Path, place.BuildId));
        if (place.BuildId is null && entry.Fault == UnknownReason.None && (place.File is null || entry.Status != place.File))
            entry = new ModuleEntry(UnknownReason.FileGone, "the place has no build id, and the file at its path is not the one that it was taken from");
        ulong address = place.Address ?? place.FileOffset;
        return entry.Module is not null && place.Address is { } known
            ? entry.NameAt(address, known, FrameKind.Native, place.Path)
            : entry.Name(address, place.FileOffset, FrameKind.Native, place.Path);
    }

    // That an assembly is no ELF file is no fault of it.
    private static ModuleEntry OfNativeCode(string path, ModuleEntry entry) =>
        entry.Fault == UnknownReason.UnreadableFile && path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? new ModuleEntry(UnknownReason.JitWithoutNames, "it is a .NET assembly: the runtime of a process that runs it has its names, and so has a .nettrace of one")
            {
                Status = entry.Status,
            }
            : entry;
}
