using System.Globalization;

namespace Sonde.ObjectFiles;

/// <summary>
/// Names as C knows them. It has one space for the tags of structures, unions and enumerations and one for typedefs and the values of
/// enumerations; BTF of many source files has the same name twice in either.
/// </summary>
internal sealed class CNames
{
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);

    // The compiler has a list of arguments built in, another one for each target: the kernel's own is needed for its size.
    private readonly HashSet<string> _identifiers = new(StringComparer.Ordinal) { "__builtin_va_list" };
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _byId = [];

    /// <summary>The tag of a structure, union, enumeration or forward declaration, the same whenever it is asked for.</summary>
    public string OfTag(BtfType type) => Of(type, _tags);

    /// <summary>The name of a typedef, the same whenever it is asked for.</summary>
    public string OfTypedef(BtfType type) => Of(type, _identifiers);

    /// <summary>The name of a value, another one each time: an enumeration without a name may be written more than once.</summary>
    public string OfValue(BtfEnumValue value) => Unique(value.NameUtf8, _identifiers);

    private string Of(BtfType type, HashSet<string> taken)
    {
        if (!_byId.TryGetValue(type.Id, out string? name))
        {
            name = Unique(type.NameUtf8, taken);
            _byId.Add(type.Id, name);
        }

        return name;
    }

    private string Unique(ReadOnlySpan<byte> bytes, HashSet<string> taken)
    {
        CText.RequireName(bytes);
        string name = Utf8.Decode(bytes);
        if (taken.Add(name))
            return name;
        // Counted on from the last one, or ten thousand types of one name would take a hundred million looks.
        string key = taken == _tags ? "tag " + name : name;
        int number = _repeats.TryGetValue(key, out int last) ? last : 1;
        string unique;
        do
            unique = name + "___" + (++number).ToString(CultureInfo.InvariantCulture);
        while (!taken.Add(unique));

        _repeats[key] = number;
        return unique;
    }
}
