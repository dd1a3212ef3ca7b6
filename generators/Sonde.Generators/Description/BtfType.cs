namespace Sonde.Generators.Description;

/// <summary>One type of a description. Other types are named by their number; 0 is <c>void</c>.</summary>
internal abstract record BtfType(int Id)
{
    internal sealed record Int(int Id, string Name, int Size, IntEncoding Encoding) : BtfType(Id);

    internal sealed record Float(int Id, string Name, int Size) : BtfType(Id);

    internal sealed record Pointer(int Id, int Target) : BtfType(Id);

    internal sealed record Array(int Id, int Element, long Count) : BtfType(Id);

    internal sealed record Composite(int Id, bool IsUnion, string? Name, int Size, int Alignment, EquatableArray<BtfField> Fields)
        : BtfType(Id);

    internal sealed record Enum(int Id, string? Name, int Size, bool IsSigned, EquatableArray<BtfEnumValue> Values, SourcePlace? Place) : BtfType(Id);

    internal sealed record Typedef(int Id, string Name, int Target) : BtfType(Id);

    internal sealed record Forward(int Id, string Name, string Keyword) : BtfType(Id);

    internal sealed record Function(int Id) : BtfType(Id);
}
