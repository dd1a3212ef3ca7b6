using System.Numerics;

namespace Sonde.Symbols;

/// <summary>Stacks as a tree from their outermost names on: a place has a parent, which is the stack without the last name, and that name.</summary>
/// <remarks>
/// A stack of millions is mostly not in the processor's cache. So a place has the name and the place that came behind it last, which mostly comes
/// again, and which is then found without the table; and the table of places has their numbers only, since what it is searched by is what each
/// place has anyway.
/// </remarks>
internal sealed class StackTree
{
    /// <summary>Where all stacks begin.</summary>
    public const int Root = 0;

    private const int FirstBits = 15;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private Place[] _places = new Place[1 << (FirstBits - 1)];
    private int[] _table = new int[1 << FirstBits];
    private int _shift = 64 - FirstBits;

    /// <summary>How many places there are, with the root.</summary>
    public int Count { get; private set; } = 1;

    public int ParentOf(int place) => (int)(_places[place].Key >> 32);

    public int NameOf(int place) => (int)_places[place].Key;

    /// <summary>How often a stack ended there.</summary>
    public ref long CountOf(int place) => ref _places[place].Count;

    /// <summary>The place of a name behind another place, a new one where there was none.</summary>
    public int Next(int parent, int name)
    {
        ref Place before = ref _places[parent];
        if (before.LastName == name && before.LastPlace != 0)
            return before.LastPlace;
        int found = Find(((ulong)(uint)parent << 32) | (uint)name);
        // Not the same place: it may have been moved to be more.
        before = ref _places[parent];
        (before.LastName, before.LastPlace) = (name, found);
        return found;
    }

    private int Find(ulong key)
    {
        int[] table = _table;
        for (int at = (int)((key * Spread) >> _shift); ; at++)
        {
            int place = table[at & (table.Length - 1)];
            if (place == 0)
                return Add(key);
            if (_places[place].Key == key)
                return place;
        }
    }

    private int Add(ulong key)
    {
        if (Count == _places.Length)
            Grow();
        _places[Count].Key = key;
        Enter(Count);
        return Count++;
    }

    // The root has no entry, so 0 stands for none.
    private void Enter(int place)
    {
        int at = (int)((_places[place].Key * Spread) >> _shift);
        while (_table[at & (_table.Length - 1)] != 0)
            at++;
        _table[at & (_table.Length - 1)] = place;
    }

    private void Grow()
    {
        Array.Resize(ref _places, Count * 2);
        _table = new int[_table.Length * 2];
        _shift = 64 - BitOperations.Log2((uint)_table.Length);
        for (int place = 1; place < Count; place++)
            Enter(place);
    }

    private struct Place
    {
        // The parent, and in the lower half the name.
        public ulong Key;
        public long Count;
        public int LastName;
        public int LastPlace;
    }
}
