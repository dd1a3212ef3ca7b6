using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>
/// The fields of a type as one text: <c>pid 0, flags 32:3, position 64, position/x 64</c>. The runtime library makes the same text of
/// the object's BTF, so that a difference between them is one between C# and the object.
/// </summary>
internal sealed class LayoutLines(TypeTable table)
{
    // Both limits are the runtime library's too.
    private const int MaxDepth = 16;
    private const int MaxVisits = 4096;

    private readonly List<string> _lines = [];
    private int _visits;

    public string Text => string.Join(", ", _lines);

    public void AddMembers(BtfType.Composite type) => AddMembers("", type, 0, depth: 0);

    public void AddVariable(DescribedVariable variable) => Add("", variable.Name, variable.Type, variable.Offset * 8L, bits: 0, depth: 0);

    private void AddMembers(string prefix, BtfType.Composite type, long start, int depth)
    {
        if (depth > MaxDepth)
            return;
        foreach (BtfField field in type.Fields)
            Add(prefix, field.Name, field.Type, start + field.BitOffset, field.BitfieldBits, depth);
    }

    private void Add(string prefix, string? name, int type, long start, int bits, int depth)
    {
        if (++_visits > MaxVisits)
            return;
        if (name is not null)
            _lines.Add($"{prefix}{name} {Invariant.Text(start)}{(bits == 0 ? "" : ":" + Invariant.Text(bits))}");
        if (Element(type) is BtfType.Composite { Name: null } member)
            AddMembers(name is null ? prefix : $"{prefix}{name}/", member, start, depth + 1);
    }

    private BtfType? Element(int id)
    {
        BtfType? type = table.Resolve(id);
        for (int level = 0; level < MaxDepth && type is BtfType.Array array; level++)
            type = table.Resolve(array.Element);
        return type;
    }
}
