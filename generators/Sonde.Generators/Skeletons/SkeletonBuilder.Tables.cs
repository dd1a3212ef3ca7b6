using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    private readonly HashSet<string> _tableTypes = new(StringComparer.Ordinal);

    /// <summary>The struct_ops tables. Their types are bound before all others, so that those that they need are known.</summary>
    private EquatableArray<SkeletonTable> BuildTables()
    {
        var names = new NameScope("Table", "StructOpsSet");
        List<SkeletonTable> tables = [];
        foreach (DescribedMap map in _description.Maps)
        {
            if (map.MapType == MapTypes.StructOps && BindTable(map) is { } type)
                tables.Add(new SkeletonTable(names.Claim(CSharpName.Pascal(map.Name)), map.Name, type.Name));
        }

        _tableTypes.UnionWith(_binder.Structs.Select(type => type.Name));
        return new([.. tables]);
    }

    private BoundType? BindTable(DescribedMap map)
    {
        if (_table.Resolve(map.ValueType) is not BtfType.Composite type || type.Fields.All(field => _table.IsFunctionPointer(field.Type)))
            return null;
        _binder.LeaveOutFunctions(type);
        string spelling = $"'{_table.Spell(map.ValueType)}'";
        Binding binding = _binder.Bind(map.ValueType, CSharpName.Pascal(map.Name) + "Table", spelling);
        TypeFault? fault = binding.Type is { } bound && bound.Size != map.ValueSize
            ? new TypeFault(ProblemKind.SizeMismatch, spelling, Invariant.Text(map.ValueSize))
            : binding.Fault;
        if (fault is null)
            return binding.Type;
        Report(fault, $"The members of struct_ops '{map.Name}' are left out", map.Place);
        return null;
    }
}
