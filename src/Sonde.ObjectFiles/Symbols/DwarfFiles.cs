namespace Sonde.ObjectFiles;

/// <summary>
/// Finds the files that debugging information refers to. What is returned stays the property of the one who derives from this; it must
/// be usable for as long as the <see cref="DwarfSymbols"/>, a split file until <see cref="CloseSplit"/>. Exceptions of the methods go through to who asked for an address.
/// </summary>
public abstract class DwarfFiles
{
    /// <summary>Opens the package of split files (<c>.dwp</c>) that belongs to the file, or returns null. Asked for once, before any split file.</summary>
    public virtual ElfFile? OpenPackage() => null;

    /// <summary>Opens a split file (<c>.dwo</c>), or returns null. Asked for once for each unit.</summary>
    /// <param name="compilationFolder">Where the compiler ran, to which a relative name belongs, or null.</param>
    /// <param name="name">The path that the compiler gave it.</param>
    /// <param name="id">What the file must have too; a file that has another is not used.</param>
    public virtual ElfFile? OpenSplit(string? compilationFolder, string name, ulong id) => null;

    /// <summary>Tells that all was read of a split file: it may be closed. A package stays in use.</summary>
    /// <param name="file">What <see cref="OpenSplit"/> returned.</param>
    public virtual void CloseSplit(ElfFile file)
    {
    }

    /// <summary>Opens the file that <c>dwz</c> moved shared entries to, or returns null. Asked for once.</summary>
    /// <param name="name">Its path; a relative one begins at the folder of the file that refers to it.</param>
    /// <param name="buildId">The build id that it must have.</param>
    public virtual ElfFile? OpenSupplementary(string name, ReadOnlyMemory<byte> buildId) => null;
}
