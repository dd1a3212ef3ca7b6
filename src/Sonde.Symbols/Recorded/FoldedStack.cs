namespace Sonde.Symbols;

/// <summary>A stack that was counted, and where each of its names is in the tree.</summary>
internal sealed class FoldedStack
{
    private const int FirstSize = 64;

    private int[] _names = new int[FirstSize];
    private int[] _places = new int[FirstSize];
    private int _count;

    /// <summary>Where its last name is.</summary>
    public int Place => _places[_count - 1];

    /// <summary>Keeps as much as another stack has in common with this one, from the outermost name on.</summary>
    /// <returns>How many names are in common.</returns>
    public int KeepCommon(ReadOnlySpan<int> names)
    {
        if (_names.Length < names.Length)
        {
            Array.Resize(ref _names, Math.Max(names.Length, _names.Length * 2));
            Array.Resize(ref _places, _names.Length);
        }

        return _count = names.CommonPrefixLength(_names.AsSpan(0, _count));
    }

    public void Add(int name, int place)
    {
        _names[_count] = name;
        _places[_count++] = place;
    }
}
