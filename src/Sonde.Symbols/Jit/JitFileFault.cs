namespace Sonde.Symbols;

/// <summary>Why the file of names that a process wrote was not read.</summary>
public enum JitFileFault
{
    /// <summary>It was read.</summary>
    None,

    /// <summary>The process has ended.</summary>
    ProcessGone,

    /// <summary>The process wrote none, or it is gone.</summary>
    NotThere,

    /// <summary>This process may not look at the files of that one.</summary>
    NoPermission,

    /// <summary>A symbolic link is in its place: it leads where somebody else wants.</summary>
    SymbolicLink,

    /// <summary>What is in its place is no regular file.</summary>
    NotRegular,

    /// <summary>It belongs neither to the user whose process it is nor to root: anybody may have made the names up.</summary>
    WrongOwner,

    /// <summary>It is larger than is read.</summary>
    TooLarge,

    /// <summary>It cannot be read, or its content is not what its name says.</summary>
    Unreadable,

    /// <summary>It was last written to before the process started: it seems to be of another process, which had its number before.</summary>
    Stale,
}
