using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    /// <summary>
    /// What the object must have like C#: the sections and the types that C has a name for. One without a name is part of what has it.
    /// </summary>
    private EquatableArray<SkeletonLayout> BuildLayouts(EquatableArray<SkeletonSection> sections)
    {
        List<SkeletonLayout> layouts = [];
        ILookup<string, DescribedSection> described = _description.Sections.ToLookup(section => section.Name, StringComparer.Ordinal);
        foreach (SkeletonSection section in sections)
        {
            var lines = new LayoutLines(_table);
            foreach (DescribedVariable variable in described[section.Name].First().Variables)
                lines.AddVariable(variable);
            layouts.Add(new SkeletonLayout($"section {section.Name}", section.Type.Name, lines.Text, IsOfTable: false));
        }

        foreach (BtfType type in _description.Types)
        {
            string? name = type switch
            {
                BtfType.Composite { Name: not null } composite => TypeTable.Spell(composite),
                BtfType.Typedef typedef when _table.Resolve(typedef.Id) is BtfType.Composite { Name: null } => $"typedef {typedef.Name}",
                _ => null,
            };
            if (name is null || _table.Resolve(type.Id) is not BtfType.Composite layout || _binder.FindStruct(layout.Id) is not { } bound)
                continue;
            var lines = new LayoutLines(_table);
            lines.AddMembers(layout);
            layouts.Add(new SkeletonLayout(name, bound.Name, lines.Text, _tableTypes.Contains(bound.ShortName)));
        }

        return new([.. layouts]);
    }
}
