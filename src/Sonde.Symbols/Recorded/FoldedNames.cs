using System.Text;

namespace Sonde.Symbols;

/// <summary>Names as they stand in folded stacks, by their numbers.</summary>
internal sealed class FoldedNames
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<byte[]> _names = [];

    public int Count => _names.Count;

    public byte[] this[int number] => _names[number];

    /// <summary>Gives a name its number. What would end a name in the output is replaced in it.</summary>
    public int Add(string name)
    {
        if (_numbers.TryGetValue(name, out int number))
            return number;
        _numbers.Add(name, number = _names.Count);
        _names.Add(Encoding.UTF8.GetBytes(name.Replace(';', ':').Replace('\n', ' ')));
        return number;
    }
}
