using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>The described types by number.</summary>
internal sealed class TypeTable(IEnumerable<BtfType> types)
{
    // A C declaration that needs more levels than this in a comment is no longer read by anyone.
    private const int MaxSpelledLevels = 8;

    // Typedefs may form a circle in a damaged description.
    private const int MaxTypedefs = 64;

    // More elements than a key of a map has bytes.
    private const long MaxKeySize = ushort.MaxValue;

    private readonly Dictionary<int, BtfType> _types = types.ToDictionary(type => type.Id);
    private int _lastAdded;

    /// <summary>The type, or null for <c>void</c>.</summary>
    public BtfType? Find(int id) => id == 0 ? null : _types[id];

    /// <summary>The type behind any typedefs, or null for <c>void</c>.</summary>
    public BtfType? Resolve(int id)
    {
        BtfType? type = Find(id);
        for (int level = 0; type is BtfType.Typedef typedef && level < MaxTypedefs; level++)
            type = Find(typedef.Target);
        return type;
    }

    /// <summary>Adds a type that the description does not have, and gives its number.</summary>
    public int Add(Func<int, BtfType> make)
    {
        // The numbers of a description are positive.
        int id = --_lastAdded;
        _types.Add(id, make(id));
        return id;
    }

    /// <summary>The bytes of a value, 0 where the type has none.</summary>
    public long SizeOf(int id)
    {
        long count = 1;
        for (int level = 0; level < MaxTypedefs; level++)
        {
            switch (Resolve(id))
            {
                case BtfType.Int type: return count * type.Size;
                case BtfType.Float type: return count * type.Size;
                case BtfType.Enum type: return count * type.Size;
                case BtfType.Composite type: return count * type.Size;
                case BtfType.Pointer: return count * sizeof(ulong);
                // A description may count up to nothing that fits; a key is small.
                case BtfType.Array type when type.Count <= MaxKeySize && count * type.Count <= MaxKeySize: (count, id) = (count * type.Count, type.Element); break;
                default: return 0;
            }
        }

        return 0;
    }

    public bool IsPointer(int id) => Resolve(id) is BtfType.Pointer;

    public bool IsFunctionPointer(int id) => Resolve(id) is BtfType.Pointer pointer && Resolve(pointer.Target) is BtfType.Function;

    /// <summary>Whether a value has no bytes: an array of no elements, or a structure without members, as GNU C has them.</summary>
    public bool HoldsNothing(int id)
    {
        for (int level = 0; level < MaxTypedefs; level++)
        {
            switch (Resolve(id))
            {
                case BtfType.Composite { Size: 0 } or BtfType.Array { Count: 0 }: return true;
                case BtfType.Array array: id = array.Element; break;
                default: return false;
            }
        }

        return false;
    }

    /// <summary>Whether the last member is an array without elements, so that a variable may be larger than its type.</summary>
    public bool HasTail(int id)
    {
        for (int level = 0; level < MaxTypedefs; level++)
        {
            switch (Resolve(id))
            {
                case BtfType.Array { Count: 0 }: return true;
                case BtfType.Composite { Fields.Count: > 0 } type: id = type.Fields[type.Fields.Count - 1].Type; break;
                default: return false;
            }
        }

        return false;
    }

    /// <summary>The type as C writes it.</summary>
    public string Spell(int id) => Declare(id, "");

    /// <summary>The declaration of <paramref name="name"/> as C writes it.</summary>
    public string Declare(int id, string name)
    {
        for (int level = 0; Find(id) is BtfType.Array array && level < MaxSpelledLevels; level++)
        {
            name += $"[{Invariant.Text(array.Count)}]";
            id = array.Element;
        }

        string type = Spell(id, MaxSpelledLevels);
        return name.Length == 0 || name[0] == '[' || type.EndsWith("*", StringComparison.Ordinal) ? type + name : $"{type} {name}";
    }

    public static string Spell(BtfType.Composite type) => $"{(type.IsUnion ? "union" : "struct")} {type.Name ?? "(anonymous)"}";

    public static string Spell(BtfType.Enum type) => $"enum {type.Name ?? "(anonymous)"}";

    private string Spell(int id, int levels)
    {
        if (levels == 0)
            return "...";
        switch (Find(id))
        {
            case null: return "void";
            case BtfType.Int type: return SpellScalar(type.Name);
            case BtfType.Float type: return SpellScalar(type.Name);
            case BtfType.Pointer type: return SpellPointer(Spell(type.Target, levels - 1));
            case BtfType.Array type: return $"{Spell(type.Element, levels - 1)}[{Invariant.Text(type.Count)}]";
            case BtfType.Composite type: return Spell(type);
            case BtfType.Enum type: return Spell(type);
            case BtfType.Typedef type: return type.Name;
            case BtfType.Forward type: return $"{type.Keyword} {type.Name}";
            default: return "function";
        }
    }

    private static string SpellPointer(string target) => target.EndsWith("*", StringComparison.Ordinal) ? target + "*" : target + " *";

    // The description has no spaces in names, so `unsigned int` came as `unsigned_int`; `_Bool` and `__int128` begin with theirs.
    private static string SpellScalar(string name) =>
        name.StartsWith("_", StringComparison.Ordinal) ? name
        : name == "unsigned___int128" ? "unsigned __int128"
        : name.Replace('_', ' ');
}
