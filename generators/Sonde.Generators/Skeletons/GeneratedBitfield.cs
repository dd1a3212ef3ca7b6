namespace Sonde.Generators.Skeletons;

/// <summary>A property over some bits of the struct's private storage.</summary>
internal sealed record GeneratedBitfield(
    string Name,
    string Type,
    BitfieldKind Kind,
    int Bits,
    EquatableArray<BitPart> Parts,
    string CText) : GeneratedMember(Name, Type, CText);
