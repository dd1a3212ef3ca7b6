namespace Sonde.Generators.Description;

internal sealed partial class DescriptionReader
{
    private readonly HashSet<int> _ids = [];

    private void ReadType(DescriptionLine line)
    {
        int id = line.Number("the type's number");
        if (id == 0 || !_ids.Add(id))
            throw line.Malformed($"type number {Invariant.Text(id)} is void's or is taken");
        string kind = line.Word("the kind");
        BtfType type = kind switch
        {
            "int" => new BtfType.Int(id, line.Word("the name"), line.Number("the size"), ReadEncoding(line)),
            "float" => new BtfType.Float(id, line.Word("the name"), line.Number("the size")),
            "pointer" => new BtfType.Pointer(id, line.Number("the target")),
            "array" => new BtfType.Array(id, line.Number("the element"), line.Number("the count", uint.MaxValue)),
            "typedef" => new BtfType.Typedef(id, line.Word("the name"), line.Number("the target")),
            "forward" => new BtfType.Forward(id, line.Word("the name"), line.Word("struct or union")),
            "function" => new BtfType.Function(id),
            "struct" => ReadComposite(id, isUnion: false, line),
            "union" => ReadComposite(id, isUnion: true, line),
            "enum" => ReadEnum(id, line),
            _ => throw line.Malformed($"unknown kind of type '{kind}'"),
        };
        line.End();
        _types.Add(type);
    }

    private static IntEncoding ReadEncoding(DescriptionLine line) => line.Word("the encoding") switch
    {
        "unsigned" => IntEncoding.Unsigned,
        "signed" => IntEncoding.Signed,
        "char" => IntEncoding.Char,
        "bool" => IntEncoding.Bool,
        string other => throw line.Malformed($"unknown encoding '{other}'"),
    };

    private BtfType.Composite ReadComposite(int id, bool isUnion, DescriptionLine line)
    {
        string? name = line.OptionalName("the name");
        int size = line.Number("the size");
        int alignment = line.Number("the alignment");
        line.End();
        if (alignment == 0 || (alignment & (alignment - 1)) != 0 || size % alignment != 0)
            throw line.Malformed("the alignment is no power of two that divides the size");

        List<BtfField> fields = [];
        foreach (DescriptionLine child in Children("field"))
        {
            fields.Add(new BtfField(
                child.OptionalName("the name"),
                child.Number("the type"),
                child.Number("the bit offset", uint.MaxValue),
                child.Number("the bits")));
            child.End();
        }

        return new BtfType.Composite(id, isUnion, name, size, alignment, new([.. fields]));
    }

    private BtfType.Enum ReadEnum(int id, DescriptionLine line)
    {
        string? name = line.OptionalName("the name");
        int size = line.Number("the size");
        bool isSigned = line.Word("the sign") switch
        {
            "signed" => true,
            "unsigned" => false,
            string other => throw line.Malformed($"unknown sign '{other}'"),
        };
        SourcePlace? place = line.OptionalPlace();
        line.End();

        List<BtfEnumValue> values = [];
        foreach (DescriptionLine child in Children("value"))
        {
            values.Add(new BtfEnumValue(child.Word("the name"), child.SignedNumber("the value")));
            child.End();
        }

        return new BtfType.Enum(id, name, size, isSigned, new([.. values]), place);
    }
}
