using System.Numerics;

namespace Sonde.Symbols;

/// <summary>Numbers by 64-bit keys, addresses mostly: what <see cref="Dictionary{TKey,TValue}"/> does, for look-ups by the million.</summary>
/// <remarks>Nearly all keys of a table agree in their upper half, and so an entry has the lower half only: twice as many are in the processor's caches.</remarks>
internal sealed class NumberTable
{
    private const int FirstBits = 6;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private Entry[] _entries = Unused(1 << FirstBits);
    private int _shift = 64 - FirstBits;
    private int _count;

    // That of the first key, and those with another one.
    private uint _upperHalf;
    private Dictionary<ulong, int>? _others;

    /// <summary>Finds the number of a key.</summary>
    /// <returns>The number, or -1.</returns>
    public int Find(ulong key)
    {
        if ((uint)(key >> 32) != _upperHalf)
            return _others is not null && _others.TryGetValue(key, out int number) ? number : -1;
        Entry[] entries = _entries;
        for (int place = (int)((key * Spread) >> _shift); ; place++)
        {
            ref readonly Entry entry = ref entries[place & (entries.Length - 1)];
            // An unused entry has the number after 0 missing, so that it reads as -1.
            if (entry.LowerHalf == (uint)key || entry.NumberPlusOne == 0)
                return entry.NumberPlusOne - 1;
        }
    }

    /// <summary>Adds a key that it does not have.</summary>
    public void Add(ulong key, int number)
    {
        if (_count == 0)
            _upperHalf = (uint)(key >> 32);
        if ((uint)(key >> 32) != _upperHalf)
        {
            (_others ??= []).Add(key, number);
            return;
        }

        if (_count >= _entries.Length / 2)
            Grow();
        _count++;
        Place((uint)key, number + 1);
    }

    private void Place(uint lowerHalf, int numberPlusOne)
    {
        ulong key = ((ulong)_upperHalf << 32) | lowerHalf;
        int place = (int)((key * Spread) >> _shift);
        while (_entries[place].NumberPlusOne != 0)
            place = (place + 1) & (_entries.Length - 1);
        _entries[place] = new Entry(lowerHalf, numberPlusOne);
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = Unused(old.Length * 2);
        _shift = 64 - BitOperations.Log2((uint)_entries.Length);
        foreach (Entry entry in old)
        {
            if (entry.NumberPlusOne != 0)
                Place(entry.LowerHalf, entry.NumberPlusOne);
        }
    }

    // Memory that is read before it is written to is given by the kernel twice: as a page of zeros that all share, and then as one of its own.
    private static Entry[] Unused(int count)
    {
        Entry[] entries = GC.AllocateUninitializedArray<Entry>(count);
        entries.AsSpan().Clear();
        return entries;
    }

    private readonly record struct Entry(uint LowerHalf, int NumberPlusOne);
}
