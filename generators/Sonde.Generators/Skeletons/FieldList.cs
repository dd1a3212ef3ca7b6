namespace Sonde.Generators.Skeletons;

/// <summary>The members of one struct of <paramref name="size"/> bytes as they are found, named apart.</summary>
internal sealed class FieldList(string typeName, int size)
{
    // Anonymous members multiply when they are lifted, so a short description could ask for any number, even of those without fields.
    private const int MaxMembers = 4096;
    private const int MaxVisits = 4 * MaxMembers;

    private readonly NameScope _names = new("Value", typeName);
    private readonly List<GeneratedMember> _members = [];
    private int _visits;

    public string TypeName => typeName;

    /// <summary>The largest alignment among the fields.</summary>
    public int Alignment { get; private set; } = 1;

    /// <summary>Counts a look at one more member of the description; false when there are too many.</summary>
    public bool TryVisit() => ++_visits <= MaxVisits;

    public bool TryAdd(string name, BoundType type, int offset, string cText, bool isAddress)
    {
        Alignment = Math.Max(Alignment, type.Alignment);
        return TryAdd(new GeneratedField(_names.Claim(name), type.Name, offset, cText, isAddress));
    }

    /// <summary>Adds a bitfield that begins at bit <paramref name="start"/> of the struct.</summary>
    public bool TryAddBits(string name, BoundType type, BitfieldKind kind, long start, int bits, string cText)
    {
        EquatableArray<BitPart> parts = BitPart.Cover(start, bits, size);
        Alignment = Math.Max(Alignment, parts.Max(part => part.Size));
        return TryAdd(new GeneratedBitfield(_names.Claim(name), type.Name, kind, bits, parts, cText));
    }

    public bool TryAddTail(string name, BoundType element, int offset, string cText) =>
        TryAdd(new GeneratedTail(_names.Claim("Get" + name), element.Name, offset, cText));

    public bool TryAddDynamic(string name, int offset, bool isRelative, string cText) =>
        TryAdd(new GeneratedDynamic(_names.Claim("Get" + name), offset, isRelative, cText));

    public bool TryAddBlock(string name, BoundType element, int offset, int length, string cText) =>
        TryAdd(new GeneratedBlock(_names.Claim(name), element.Name, offset, length, cText));

    public EquatableArray<GeneratedMember> ToArray() => new([.. _members]);

    private bool TryAdd(GeneratedMember member)
    {
        if (_members.Count == MaxMembers)
            return false;
        _members.Add(member);
        return true;
    }
}
