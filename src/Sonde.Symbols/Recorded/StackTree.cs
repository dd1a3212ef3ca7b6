using System.Numerics;

namespace Sonde.Symbols;

/// <summary>Stacks as a tree from their outermost names on: a place has a parent, which is the stack without the last name, and that name.</summary>
/// <remarks>
/// A stack of millions is mostly not in the processor's cache, so the table of places has their numbers only, and what it is searched by is
/// what each place has anyway.
/// </remarks>
internal sealed class StackTree
{
    /// <summary>Where all stacks begin.</summary>
    public const int Root = 0;

    private const int FirstBits = 12;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private ulong[] _places = new ulong[1 << (FirstBits - 1)];
    private long[] _counts = new long[1 << (FirstBits - 1)];
    private int[] _table = new int[1 << FirstBits];
    private int _shift = 64 - FirstBits;

    /// <summary>How many places there are, with the root.</summary>
    public int Count { get; private set; } = 1;

    public int ParentOf(int place) => (int)(_places[place] >> 32);

    public int NameOf(int place) => (int)_places[place];

    /// <summary>How often a stack ended there.</summary>
    public ref long CountOf(int place) => ref _counts[place];

    /// <summary>The place of a name behind another place, a new one where there was none.</summary>
    public int Next(int parent, int name)
    {
        ulong key = ((ulong)(uint)parent << 32) | (uint)name;
        int[] table = _table;
        for (int at = (int)((key * Spread) >> _shift); ; at++)
        {
            int place = table[at & (table.Length - 1)];
            if (place == 0)
                return Add(key);
            if (_places[place] == key)
                return place;
        }
    }

    private int Add(ulong key)
    {
        if (Count == _places.Length)
            Grow();
        _places[Count] = key;
        Enter(Count);
        return Count++;
    }

    // The root has no entry, so 0 stands for none.
    private void Enter(int place)
    {
        int at = (int)((_places[place] * Spread) >> _shift);
        while (_table[at & (_table.Length - 1)] != 0)
            at++;
        _table[at & (_table.Length - 1)] = place;
    }

    private void Grow()
    {
        Array.Resize(ref _places, Count * 2);
        Array.Resize(ref _counts, Count * 2);
        _table = new int[_table.Length * 2];
        _shift = 64 - BitOperations.Log2((uint)_table.Length);
        for (int place = 1; place < Count; place++)
            Enter(place);
    }
}
