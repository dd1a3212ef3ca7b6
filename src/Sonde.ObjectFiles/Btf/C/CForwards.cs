namespace Sonde.ObjectFiles;

/// <summary>What a forward declaration declares: the first structure or union of its name, where the BTF has one.</summary>
internal sealed class CForwards
{
    private readonly Dictionary<(string Name, bool IsUnion), BtfType> _definitions = [];
    private readonly Dictionary<(string Name, bool IsUnion), BtfType> _declarations = [];

    public CForwards(Btf btf)
    {
        // Backwards, so that the first one stays.
        for (int id = btf.EndId - 1; id > 0; id--)
        {
            BtfType type = btf[id];
            if (type.NameUtf8.IsEmpty)
                continue;
            if (type.Kind is BtfKind.Struct or BtfKind.Union)
                _definitions[(type.Name, type.Kind == BtfKind.Union)] = type;
            else if (type.Kind == BtfKind.Forward)
                _declarations[(type.Name, type.KindFlag)] = type;
        }
    }

    /// <summary>The definition of a forward declaration, or the declaration that stands for all of its name; other types are themselves.</summary>
    public BtfType Resolve(BtfType type)
    {
        if (type.Kind != BtfKind.Forward || type.NameUtf8.IsEmpty)
            return type;
        var key = (type.Name, type.KindFlag);
        return _definitions.TryGetValue(key, out BtfType definition) ? definition : _declarations[key];
    }
}
