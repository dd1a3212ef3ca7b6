namespace Sonde.ObjectFiles;

public sealed partial class Btf
{
    private const int PointerSize = 8;

    // The kernel's own limit on the depth of types is 32 (MAX_RESOLVE_DEPTH).
    private const int MaximumDepth = 32;

    // Structures that hold two of the next one, 32 deep, would take for ever; no real type needs a fraction of this.
    private const int MaximumSteps = 1 << 20;

    /// <summary>Passes over <c>const</c>, <c>volatile</c>, <c>restrict</c> and type tags.</summary>
    /// <exception cref="BtfFormatException">The modifiers form a cycle, or lead to a type that does not exist.</exception>
    public BtfType SkipModifiers(int id) => Skip(id, typedefsToo: false);

    /// <summary>Passes over <c>const</c>, <c>volatile</c>, <c>restrict</c>, type tags and typedefs.</summary>
    /// <exception cref="BtfFormatException">The types form a cycle, or lead to a type that does not exist.</exception>
    public BtfType SkipModifiersAndTypedefs(int id) => Skip(id, typedefsToo: true);

    /// <summary>Size in bytes of a value of this type.</summary>
    /// <exception cref="BtfFormatException">The type has no size, as <c>void</c> and functions have none, or the types are corrupt.</exception>
    public ulong ResolveSize(int id)
    {
        ulong count = 1;
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfType type = SkipModifiersAndTypedefs(id);
            switch (type.Kind)
            {
                case BtfKind.Int or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float or BtfKind.DataSection:
                    return Multiply(count, type.Size, id);
                case BtfKind.Pointer:
                    return Multiply(count, PointerSize, id);
                case BtfKind.Array:
                    count = Multiply(count, type.Array.Count, id);
                    id = type.Array.ElementTypeId;
                    break;
                case BtfKind.Variable:
                    id = type.TargetTypeId;
                    break;
                default:
                    throw new BtfFormatException($"BTF type {id} has no size: it is of kind {type.Kind}");
            }
        }

        throw TooDeep(id);
    }

    /// <summary>Alignment in bytes of a value of this type; 1 for packed structures.</summary>
    /// <exception cref="BtfFormatException">The type has no alignment, as <c>void</c> and functions have none, or the types are corrupt.</exception>
    public int ResolveAlignment(int id)
    {
        int steps = MaximumSteps;
        return Alignment(id, MaximumDepth, ref steps);
    }

    private BtfType Skip(int id, bool typedefsToo)
    {
        int start = id;
        for (int depth = 0; depth < MaximumDepth; depth++)
        {
            BtfType type = this[id];
            if (!type.IsModifier && !(typedefsToo && type.Kind == BtfKind.Typedef))
                return type;
            id = type.TargetTypeId;
        }

        throw TooDeep(start);
    }

    private int Alignment(int id, int depth, ref int steps)
    {
        if (depth == 0)
            throw TooDeep(id);
        if (--steps < 0)
            throw new BtfFormatException($"BTF is corrupt: type {id} is part of a structure with more than {MaximumSteps} parts");
        BtfType type = SkipModifiersAndTypedefs(id);
        switch (type.Kind)
        {
            case BtfKind.Int or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float:
                // A 128-bit integer aligns to 16; a long double of 80 bits is no power of two and aligns as a word.
                return type.Size is 1 or 2 or 4 or 16 ? (int)type.Size : PointerSize;
            case BtfKind.Pointer:
                return PointerSize;
            case BtfKind.Array:
                return Alignment(type.Array.ElementTypeId, depth - 1, ref steps);
            case BtfKind.Variable:
                return Alignment(type.TargetTypeId, depth - 1, ref steps);
            case BtfKind.Struct or BtfKind.Union:
                return CompositeAlignment(type, depth, ref steps);
            default:
                throw new BtfFormatException($"BTF type {id} has no alignment: it is of kind {type.Kind}");
        }
    }

    // BTF does not say whether a structure is packed; a member off its natural place, or a size that is no multiple, gives it away.
    private int CompositeAlignment(BtfType type, int depth, ref int steps)
    {
        int alignment = 1;
        foreach (BtfMember member in type.Members)
        {
            int natural = Alignment(member.TypeId, depth - 1, ref steps);
            if (member.BitfieldSize == 0 && member.BitOffset % (8u * (uint)natural) != 0)
                return 1;
            alignment = Math.Max(alignment, natural);
        }

        return type.Size % (uint)alignment == 0 ? alignment : 1;
    }

    private static ulong Multiply(ulong count, ulong size, int id)
    {
        if (size != 0 && count > ulong.MaxValue / size)
            throw new BtfFormatException($"BTF is corrupt: the size of type {id} does not fit in 64 bits");
        return count * size;
    }

    private static BtfFormatException TooDeep(int id) =>
        new($"BTF is corrupt: type {id} is nested more than {MaximumDepth} deep or refers to itself");
}
