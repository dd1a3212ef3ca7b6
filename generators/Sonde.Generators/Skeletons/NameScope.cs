namespace Sonde.Generators.Skeletons;

/// <summary>
/// The names of one C# declaration space. Who comes first gets the plain name; a reserved name gets a word behind it and a taken one
/// a number, so the same description always ends in the same names.
/// </summary>
internal sealed class NameScope(string suffix, params string[] reserved)
{
    // Members that every type has: a field of that name would hide them.
    private static readonly string[] Inherited =
        ["Equals", "GetHashCode", "ToString", "GetType", "MemberwiseClone", "Finalize", "ReferenceEquals"];

    private readonly HashSet<string> _reserved = new(reserved.Concat(Inherited), StringComparer.Ordinal);
    // The number to try next for each name: from 2 each time, a description of one name over and over would take for ever.
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public void Reserve(string name) => _reserved.Add(name);

    public string Claim(string name)
    {
        if (_reserved.Contains(name))
            name += suffix;
        string free = name;
        int number = _numbers.TryGetValue(name, out int next) ? next : 2;
        for (; _reserved.Contains(free) || !_taken.Add(free); number++)
            free = $"{name}_{Invariant.Text(number)}";
        _numbers[name] = number;
        return free;
    }
}
