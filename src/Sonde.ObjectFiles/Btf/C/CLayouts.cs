namespace Sonde.ObjectFiles;

/// <summary>How the compiler lays out what is written, so that the text can say whatever it would not do by itself.</summary>
internal sealed class CLayouts(Btf btf)
{
    private const int MaximumDepth = 64;
    private const int PointerSize = 8;

    private readonly Dictionary<int, CLayout> _composites = [];

    /// <summary>Alignment in bytes that a value has as it is declared.</summary>
    public uint AlignmentOf(int typeId) => AlignmentOf(typeId, MaximumDepth);

    public CLayout Of(BtfType composite) => Of(composite, MaximumDepth);

    private uint AlignmentOf(int typeId, int depth)
    {
        if (depth == 0)
            throw new BtfFormatException($"BTF is corrupt: type {typeId} is nested more than {MaximumDepth} deep or contains itself");
        BtfType type = btf.SkipModifiersAndTypedefs(typeId);
        switch (type.Kind)
        {
            case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float:
                return type.Size is 1 or 2 or 4 or 16 ? type.Size : PointerSize;
            case BtfKind.Pointer:
                return PointerSize;
            case BtfKind.Array:
                return AlignmentOf(type.Array.ElementTypeId, depth - 1);
            case BtfKind.Struct or BtfKind.Union:
                return Of(type, depth).Alignment;
            default:
                throw new BtfFormatException($"BTF is corrupt: type {typeId} of kind {type.Kind} is declared where a value is needed");
        }
    }

    // Each is worked out once, so that structures which hold two of the next one take no time that doubles.
    private CLayout Of(BtfType composite, int depth)
    {
        if (!_composites.TryGetValue(composite.Id, out CLayout layout))
        {
            layout = Measure(composite, depth);
            _composites.Add(composite.Id, layout);
        }

        return layout;
    }

    private CLayout Measure(BtfType composite, int depth)
    {
        bool isUnion = composite.Kind == BtfKind.Union;
        uint alignment = 1;
        ulong largest = 0;
        bool isPacked = false;
        foreach (BtfMember member in composite.Members)
        {
            uint natural = AlignmentOf(member.TypeId, depth - 1);
            ulong size = btf.ResolveSize(member.TypeId);
            if (isUnion && member.BitOffset != 0)
                throw new BtfFormatException($"BTF is corrupt: a member of union {composite.Id} starts at bit {member.BitOffset}");
            alignment = Math.Max(alignment, natural);
            largest = Math.Max(largest, member.BitfieldSize == 0 ? size : (member.BitfieldSize + 7u) / 8);
            isPacked |= member.BitfieldSize == 0
                ? member.BitOffset % (natural * 8) != 0
                : member.BitOffset % (natural * 8) + member.BitfieldSize > size * 8;
        }

        isPacked |= composite.Size % alignment != 0;
        if (isPacked)
            alignment = 1;
        if (!isUnion || RoundUp(largest, alignment) == composite.Size)
            return new CLayout(isPacked, alignment, statedAlignment: 0, needsRoom: false);
        if (largest > composite.Size)
            throw new BtfFormatException($"BTF is corrupt: union {composite.Id} has {composite.Size} bytes, and its largest member {largest}");
        uint stated = AlignedByHand(composite, alignment, largest);
        return stated != 0
            ? new CLayout(isPacked, stated, stated, needsRoom: false)
            : new CLayout(isPacked, alignment, statedAlignment: 0, needsRoom: true);
    }

    // A union that is larger than its members was mostly aligned by hand. The kernel also has one whose members its BTF leaves out.
    private static uint AlignedByHand(BtfType union, uint alignment, ulong largest)
    {
        while (RoundUp(largest, alignment) < union.Size && alignment < 1u << 28)
            alignment *= 2;
        return RoundUp(largest, alignment) == union.Size ? alignment : 0;
    }

    private static ulong RoundUp(ulong size, uint alignment) => (size + alignment - 1) / alignment * alignment;
}
