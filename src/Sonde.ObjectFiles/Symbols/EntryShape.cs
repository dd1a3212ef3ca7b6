namespace Sonde.ObjectFiles;

/// <summary>An abbreviation made ready for the one pass over a unit: what to read, and how to get over the rest.</summary>
internal sealed class EntryShape(EntryKind kind, bool hasChildren, int fixedSize, EntryStep[] steps, DwarfAttributeForm[] attributes)
{
    public EntryKind Kind => kind;

    public bool HasChildren => hasChildren;

    /// <summary>The size of all values, or -1 where that depends on the entry.</summary>
    public int FixedSize => fixedSize;

    /// <summary>For a function the attributes that are wanted with what lies between them, for others only what lies there.</summary>
    public EntryStep[] Steps => steps;

    public DwarfAttributeForm[] Attributes => attributes;
}
