using System.Globalization;
using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>Layouts in an object's BTF, in the words of the generator, so that comparing them is comparing text.</summary>
internal static class ObjectLayout
{
    // Both limits are the generator's too: what lies beyond them is not compared.
    private const int MaxDepth = 16;
    private const int MaxVisits = 4096;

    private const string Separator = ", ";

    /// <summary>Compares a type of <paramref name="file"/>, the object <paramref name="name"/>, with the size and fields given.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void Require(BpfObjectFile file, string name, string type, int size, string fields)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(fields);
        if (Difference(file, type, size, fields) is { } difference)
        {
            throw new InvalidOperationException(
                $"The C# of {name} was generated from another object: {difference}. Clean and build again, so that both come from one build; "
                + "C# that 'dotnet sonde bindings' wrote has to be written again from this object.");
        }
    }

    /// <summary>How the object's <paramref name="type"/> differs from the size and fields given, or null when it does not.</summary>
    public static string? Difference(BpfObjectFile file, string type, int size, string fields)
    {
        string? first = null;
        foreach ((ulong foundSize, string found) in Find(file, type))
        {
            string? difference = Compare(type, (ulong)size, fields, foundSize, found);
            if (difference is null)
                return null;
            // Linked objects may have several types of one name.
            first ??= difference;
        }

        return first ?? $"the object has no {type}";
    }

    private static IEnumerable<(ulong Size, string Fields)> Find(BpfObjectFile file, string type)
    {
        int space = type.IndexOf(' ', StringComparison.Ordinal);
        (string keyword, string name) = space < 0 ? (type, "") : (type[..space], type[(space + 1)..]);
        return keyword == "section" ? FindSections(file, name) : FindTypes(file.Btf, keyword, name);
    }

    private static IEnumerable<(ulong Size, string Fields)> FindSections(BpfObjectFile file, string name)
    {
        IEnumerable<BpfDataSection> sections = file.KernelConfiguration is { } kconfig ? file.DataSections.Append(kconfig) : file.DataSections;
        foreach (BpfDataSection section in sections.Where(section => section.Name == name))
        {
            var lines = new Lines(file.Btf);
            foreach (BpfVariable variable in section.Variables)
                lines.Add("", variable.Name, variable.TypeId, variable.Offset * 8, bits: 0, depth: 0);
            yield return (section.Size, lines.Text);
        }
    }

    private static IEnumerable<(ulong Size, string Fields)> FindTypes(Btf btf, string keyword, string name)
    {
        BtfKind kind = keyword switch { "struct" => BtfKind.Struct, "union" => BtfKind.Union, _ => BtfKind.Typedef };
        if (!btf.TryFindType(name, kind, out BtfType found))
            yield break;
        yield return Describe(btf, found.Id);
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        for (int id = found.Id + 1; id < btf.EndId; id++)
        {
            if (btf[id].Kind == kind && btf[id].HasName(utf8))
                yield return Describe(btf, id);
        }
    }

    private static (ulong Size, string Fields) Describe(Btf btf, int id)
    {
        BtfType type = btf.SkipModifiersAndTypedefs(id);
        var lines = new Lines(btf);
        lines.AddMembers("", type, 0, depth: 0);
        return (type.Size, lines.Text);
    }

    private static string? Compare(string type, ulong size, string fields, ulong foundSize, string found)
    {
        if (fields == found)
            return size == foundSize ? null : $"{type} has {size} bytes in C# and {foundSize} in the object";
        string[] expected = fields.Split(Separator);
        string[] actual = found.Split(Separator);
        int i = 0;
        while (i < expected.Length && i < actual.Length && expected[i] == actual[i])
            i++;
        (string name, string place) = Take(expected, i);
        (string foundName, string foundPlace) = Take(actual, i);
        if (name == foundName)
            return $"field {name} of {type} is at {place} in C# and at {foundPlace} in the object";
        bool isNew = name.Length == 0 || (foundName.Length > 0 && !expected.Any(line => line.StartsWith(foundName + " ", StringComparison.Ordinal)));
        return isNew
            ? $"{type} has a field {foundName} at {foundPlace} in the object, which C# does not have"
            : $"{type} has a field {name} at {place} in C#, which the object does not have there";
    }

    private static (string Name, string Place) Take(string[] lines, int index)
    {
        string line = index < lines.Length ? lines[index] : "";
        int space = line.LastIndexOf(' ');
        if (space < 0)
            return ("", "");
        string[] place = line[(space + 1)..].Split(':');
        ulong start = ulong.Parse(place[0], CultureInfo.InvariantCulture);
        return (line[..space], place.Length == 2 ? $"bit {start} with {place[1]} bits" : $"byte {start / 8}");
    }

    private sealed class Lines(Btf btf)
    {
        private readonly List<string> _lines = [];
        private int _visits;

        public string Text => string.Join(Separator, _lines);

        public void AddMembers(string prefix, BtfType type, ulong start, int depth)
        {
            if (depth > MaxDepth)
                return;
            foreach (BtfMember member in type.Members)
                Add(prefix, member.Name, member.TypeId, start + member.BitOffset, member.BitfieldSize, depth);
        }

        public void Add(string prefix, string name, int typeId, ulong start, int bits, int depth)
        {
            if (++_visits > MaxVisits)
                return;
            if (name.Length > 0)
            {
                string place = start.ToString(CultureInfo.InvariantCulture);
                _lines.Add(bits == 0 ? $"{prefix}{name} {place}" : $"{prefix}{name} {place}:{bits.ToString(CultureInfo.InvariantCulture)}");
            }

            BtfType type = Element(typeId);
            if (type.Kind is BtfKind.Struct or BtfKind.Union && type.Name.Length == 0)
                AddMembers(name.Length == 0 ? prefix : $"{prefix}{name}/", type, start, depth + 1);
        }

        private BtfType Element(int id)
        {
            BtfType type = btf.SkipModifiersAndTypedefs(id);
            for (int level = 0; level < MaxDepth && type.Kind == BtfKind.Array; level++)
                type = btf.SkipModifiersAndTypedefs(type.Array.ElementTypeId);
            return type;
        }
    }
}
