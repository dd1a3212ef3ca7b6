namespace Sonde.Symbols;

/// <summary>A stack that was counted, and where each of its numbers is in the tree.</summary>
internal sealed class FoldedStack
{
    private const int FirstSize = 64;

    private int[] _numbers = new int[FirstSize];
    private int[] _places = new int[FirstSize];
    private int _count;

    /// <summary>Where its last number is.</summary>
    public int Place => _places[_count - 1];

    /// <summary>Keeps as much as another stack has in common with this one, from the outermost number on.</summary>
    /// <returns>How many numbers are in common.</returns>
    public int KeepCommon(ReadOnlySpan<int> numbers)
    {
        int common = numbers.CommonPrefixLength(_numbers.AsSpan(0, _count));
        Keep(common, numbers.Length - common);
        return common;
    }

    /// <summary>Keeps the outermost numbers, and has room for more behind them.</summary>
    public void Keep(int count, int more)
    {
        _count = count;
        if (_numbers.Length - count >= more)
            return;
        Array.Resize(ref _numbers, Math.Max(count + more, _numbers.Length * 2));
        Array.Resize(ref _places, _numbers.Length);
    }

    public void Add(int number, int place)
    {
        _numbers[_count] = number;
        _places[_count++] = place;
    }
}
