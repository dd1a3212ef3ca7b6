using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>Gives each type that a map or variable needs its C# form, once, and collects the types to emit in order of need.</summary>
internal sealed partial class TypeBinder(TypeTable table, NameScope names, string qualifier)
{
    // Deeper than any real type, shallow enough for any stack: descriptions are input.
    private const int MaxDepth = 64;

    public List<GeneratedStruct> Structs { get; } = [];

    public List<GeneratedEnum> Enums { get; } = [];

    public List<GeneratedArray> Arrays { get; } = [];

    /// <summary>What is worth knowing about types that have a form all the same.</summary>
    public List<Problem> Notes { get; } = [];

    /// <summary>
    /// Binds type <paramref name="id"/>. <paramref name="hint"/> names it if C did not; <paramref name="place"/> is where a fault
    /// in the type itself is.
    /// </summary>
    public Binding Bind(int id, string hint, string place) => Bind(id, hint, place, depth: 0);

    // A place that is the type itself names it already.
    private string Of(string place, int type) => place == $"'{table.Spell(type)}'" ? place : $"{place}, of type '{table.Spell(type)}',";

    private Binding Bind(int id, string hint, string place, int depth)
    {
        if (depth > MaxDepth)
            return new TypeFault(ProblemKind.TooComplex, place);
        switch (table.Find(id))
        {
            case BtfType.Int type: return BindInt(type, place);
            case BtfType.Float type: return BindFloat(type, place);
            // Not of what it points to: a list's node would then contain itself, which not every runtime loads.
            case BtfType.Pointer: return new BoundType("global::Sonde.Bpf.KernelPointer", sizeof(ulong), sizeof(ulong));
            case BtfType.Array type: return BindArray(type, hint, place, depth);
            case BtfType.Typedef type: return Bind(type.Target, CSharpName.Pascal(type.Name), place, depth + 1);
            case BtfType.Enum type: return BindEnum(type, hint, place);
            case BtfType.Composite type: return BindStruct(type, hint, place, depth);
            default: return new TypeFault(ProblemKind.Incomplete, Of(place, id));
        }
    }
}
