namespace Sonde.ObjectFiles;

/// <summary>How a structure or union is declared.</summary>
internal readonly struct CLayout(bool isPacked, uint alignment, uint statedAlignment, bool needsRoom)
{
    /// <summary>Whether the compiler would otherwise move a member or round the size up.</summary>
    public bool IsPacked { get; } = isPacked;

    /// <summary>Alignment in bytes as declared.</summary>
    public uint Alignment { get; } = alignment;

    /// <summary>The alignment to be written, or 0 where the members have it anyway.</summary>
    public uint StatedAlignment { get; } = statedAlignment;

    /// <summary>Whether a union is larger than its members and their alignment make it.</summary>
    public bool NeedsRoom { get; } = needsRoom;
}
