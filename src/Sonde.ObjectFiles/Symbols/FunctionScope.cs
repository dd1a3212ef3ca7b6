namespace Sonde.ObjectFiles;

/// <summary>A function, or one place where a function was inlined.</summary>
internal struct FunctionScope
{
    /// <summary>The scope that it was inlined into, or -1 for a function.</summary>
    public int Parent;

    /// <summary>The entry that its name is looked for at first.</summary>
    public int NameEntry;

    /// <summary>Whether that entry lies in the supplementary file.</summary>
    public bool IsNameInSupplement;

    public uint CallFile;
    public uint CallLine;
    public uint CallColumn;

    /// <summary>Where it begins.</summary>
    public ulong Start;
}
