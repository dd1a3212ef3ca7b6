namespace Sonde.ObjectFiles;

/// <summary>What the pass over a unit does with an entry.</summary>
internal enum EntryKind : byte
{
    /// <summary>Not declared.</summary>
    None,

    /// <summary>It is skipped; its children belong to whatever it belongs to.</summary>
    Other,

    /// <summary>A function with addresses.</summary>
    Function,

    /// <summary>The body of a function at a place where it was inlined.</summary>
    Inlined,
}
