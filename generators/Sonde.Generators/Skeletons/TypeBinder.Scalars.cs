using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class TypeBinder
{
    private readonly Dictionary<int, Binding> _enums = [];

    private static Binding BindInt(BtfType.Int type, string place)
    {
        if (type is { Encoding: IntEncoding.Bool, Size: 1 })
            return new BoundType("bool", 1, 1);
        // Plain `char` is signed in clang's BTF for some targets only; a byte of text is the same everywhere.
        bool isSigned = type.Encoding == IntEncoding.Signed && !IsChar(type);
        string? name = IntegerName(type.Size, isSigned);
        return name is null
            ? new TypeFault(ProblemKind.Scalar, place, $"{type.Name}, {Invariant.Text(type.Size)} bytes")
            : new BoundType(name, type.Size, type.Size);
    }

    private static Binding BindFloat(BtfType.Float type, string place) => type.Size switch
    {
        2 => new BoundType("global::System.Half", 2, 2),
        4 => new BoundType("float", 4, 4),
        8 => new BoundType("double", 8, 8),
        _ => new TypeFault(ProblemKind.Scalar, place, $"{type.Name}, {Invariant.Text(type.Size)} bytes"),
    };

    private Binding BindEnum(BtfType.Enum type, string hint, string place)
    {
        if (!_enums.TryGetValue(type.Id, out Binding binding))
            _enums.Add(type.Id, binding = BindNewEnum(type, hint, place));
        return binding;
    }

    private Binding BindNewEnum(BtfType.Enum type, string hint, string place)
    {
        bool isSigned = IsSigned(type);
        string? underlying = type.Size <= sizeof(ulong) ? IntegerName(type.Size, isSigned) : null;
        if (underlying is null || type.Values.Any(value => !Fits(value.Value, type.Size, isSigned)))
            return new TypeFault(ProblemKind.Scalar, place, $"{TypeTable.Spell(type)}, {Invariant.Text(type.Size)} bytes");

        if (type is { Size: sizeof(ulong), Values.Count: 0 })
            Notes.Add(Problem.Of(ProblemKind.EnumCut, TypeTable.Spell(type)) with { Place = type.Place });
        string name = names.Claim(type.Name is null ? hint : CSharpName.Pascal(type.Name));
        var scope = new NameScope("Value", "value__");
        var values = type.Values
            .Select(value => new GeneratedEnumValue(scope.Claim(CSharpName.Pascal(value.Name)), value.Name, value.Value))
            .ToArray();
        Enums.Add(new GeneratedEnum(name, TypeTable.Spell(type), underlying, HoldsFlags(type), new(values)));
        return new BoundType(qualifier + name, type.Size, type.Size);
    }

    // Compilers before the sign bit in BTF call every enum unsigned; a negative value shows better.
    private static bool IsSigned(BtfType.Enum type) => type.IsSigned || type.Values.Any(value => value.Value < 0);

    // Single bits, at least two, and unions of them. But 0, 1, 2, 3 is someone counting.
    private static bool HoldsFlags(BtfType.Enum type)
    {
        decimal[] values = [.. type.Values.Select(value => value.Value).Where(value => value != 0).Distinct()];
        if (values.Any(value => value < 0))
            return false;
        ulong[] bits = [.. values.Select(value => (ulong)value).Where(value => (value & (value - 1)) == 0)];
        ulong union = bits.Aggregate(0UL, (all, bit) => all | bit);
        return bits.Length >= 2 && values.All(value => ((ulong)value & ~union) == 0) && values.Max() > values.Length;
    }

    private static bool Fits(decimal value, int size, bool isSigned)
    {
        decimal count = (decimal)Math.Pow(2, (size * 8) - (isSigned ? 1 : 0));
        return value < count && value >= (isSigned ? -count : 0);
    }

    private static bool IsChar(BtfType.Int type) => type.Size == 1 && (type.Encoding == IntEncoding.Char || type.Name == "char");

    private static string? IntegerName(int size, bool isSigned) => size switch
    {
        1 => isSigned ? "sbyte" : "byte",
        2 => isSigned ? "short" : "ushort",
        4 => isSigned ? "int" : "uint",
        8 => isSigned ? "long" : "ulong",
        16 => isSigned ? "global::System.Int128" : "global::System.UInt128",
        _ => null,
    };
}
