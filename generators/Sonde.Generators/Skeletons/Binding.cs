namespace Sonde.Generators.Skeletons;

/// <summary>A bound type or the fault in its place.</summary>
internal readonly struct Binding
{
    private Binding(BoundType? type, TypeFault? fault) => (Type, Fault) = (type, fault);

    public BoundType? Type { get; }

    public TypeFault? Fault { get; }

    public static implicit operator Binding(BoundType type) => new(type, null);

    public static implicit operator Binding(TypeFault fault) => new(null, fault);
}
