namespace Sonde.Generators.Skeletons;

/// <summary>The fields of one struct as they are found, named apart.</summary>
internal sealed class FieldList(string typeName)
{
    // Anonymous members multiply when they are lifted, so a short description could ask for any number.
    private const int MaxFields = 4096;

    private readonly NameScope _names = new("Value", typeName);
    private readonly List<GeneratedField> _fields = [];

    public string TypeName => typeName;

    /// <summary>The largest alignment among the fields.</summary>
    public int Alignment { get; private set; } = 1;

    public bool TryAdd(string name, BoundType type, int offset, string cText, bool isAddress)
    {
        if (_fields.Count == MaxFields)
            return false;
        Alignment = Math.Max(Alignment, type.Alignment);
        _fields.Add(new GeneratedField(_names.Claim(name), type.Name, offset, cText, isAddress));
        return true;
    }

    public EquatableArray<GeneratedField> ToArray() => new([.. _fields]);
}
