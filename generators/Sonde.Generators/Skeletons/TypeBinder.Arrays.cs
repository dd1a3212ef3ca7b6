using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class TypeBinder
{
    // The runtime refuses to load a larger inline array.
    public const int MaxArraySize = 1 << 20;

    private static readonly Dictionary<string, string> ElementNames = new(StringComparer.Ordinal)
    {
        ["bool"] = "Boolean", ["sbyte"] = "SByte", ["byte"] = "Byte", ["short"] = "Int16", ["ushort"] = "UInt16", ["int"] = "Int32",
        ["uint"] = "UInt32", ["long"] = "Int64", ["ulong"] = "UInt64", ["float"] = "Single", ["double"] = "Double",
    };

    private readonly Dictionary<(string Element, int Length, bool IsText), string> _arrays = [];

    private Binding BindArray(BtfType.Array type, string hint, string place, int depth)
    {
        if (type.Count == 0)
            return new TypeFault(ProblemKind.NoSize, Of(place, type.Id));
        Binding binding = Bind(type.Element, hint, place, depth + 1);
        if (binding.Type is not { } element)
            return binding;
        long size = element.Size * type.Count;
        if (size > MaxArraySize)
            return new TypeFault(ProblemKind.TooLarge, place, Invariant.Text(size));
        string name = ArrayName(element, (int)type.Count, IsText(type), type.Id);
        return new BoundType(qualifier + name, (int)size, element.Alignment);
    }

    private string ArrayName(BoundType element, int length, bool isText, int id)
    {
        if (_arrays.TryGetValue((element.Name, length, isText), out string? name))
            return name;
        name = names.Claim(Describe(element.Name, element.ShortName, length, isText));
        _arrays.Add((element.Name, length, isText), name);
        Arrays.Add(new GeneratedArray(name, element.Name, length, table.Spell(id), isText));
        return name;
    }

    private static string Describe(string element, string shortName, int length, bool isText) =>
        isText ? $"Text{Invariant.Text(length)}"
        : ElementNames.TryGetValue(element, out string? keyword) ? $"{keyword}x{Invariant.Text(length)}"
        : $"{shortName}X{Invariant.Text(length)}";

    private bool IsText(BtfType.Array type) => table.Resolve(type.Element) is BtfType.Int element && IsChar(element);
}
