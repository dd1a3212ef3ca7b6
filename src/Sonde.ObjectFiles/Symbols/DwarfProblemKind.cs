namespace Sonde.ObjectFiles;

/// <summary>What keeps a part of the debugging information from being used.</summary>
public enum DwarfProblemKind
{
    /// <summary>It is corrupt.</summary>
    Corrupt,

    /// <summary>The split file of a unit was not found, or is one of another build.</summary>
    SplitFileMissing,

    /// <summary>The supplementary file was not found, or is one of another build: some names are not known.</summary>
    SupplementaryFileMissing,

    /// <summary>A section cannot be uncompressed here.</summary>
    SectionUnavailable,
}
