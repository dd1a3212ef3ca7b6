using System.Numerics;

namespace Sonde.Symbols;

/// <summary>Numbers by 64-bit keys, addresses mostly: what <see cref="Dictionary{TKey,TValue}"/> does, for look-ups by the million.</summary>
internal sealed class NumberTable
{
    private const int FirstBits = 6;
    private const ulong Spread = 0x9e3779b97f4a7c15;

    private Entry[] _entries = Unused(1 << FirstBits);
    private int _shift = 64 - FirstBits;

    /// <summary>How many keys it has.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the number of a key.</summary>
    /// <returns>The number, or -1.</returns>
    public int Find(ulong key)
    {
        Entry[] entries = _entries;
        for (int place = (int)((key * Spread) >> _shift); ; place++)
        {
            ref readonly Entry entry = ref entries[place & (entries.Length - 1)];
            // An unused entry has the number after 0 missing, so that it reads as -1.
            if (entry.Key == key || entry.NumberPlusOne == 0)
                return entry.NumberPlusOne - 1;
        }
    }

    /// <summary>Adds a key that it does not have.</summary>
    public void Add(ulong key, int number)
    {
        if (Count >= _entries.Length / 2)
            Grow();
        Count++;
        Place(key, number + 1);
    }

    private void Place(ulong key, int numberPlusOne)
    {
        int place = (int)((key * Spread) >> _shift);
        while (_entries[place].NumberPlusOne != 0)
            place = (place + 1) & (_entries.Length - 1);
        _entries[place] = new Entry(key, numberPlusOne);
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = Unused(old.Length * 2);
        _shift = 64 - BitOperations.Log2((uint)_entries.Length);
        foreach (Entry entry in old)
        {
            if (entry.NumberPlusOne != 0)
                Place(entry.Key, entry.NumberPlusOne);
        }
    }

    // Memory that is read before it is written to is given by the kernel twice: as a page of zeros that all share, and then as one of its own.
    private static Entry[] Unused(int count)
    {
        Entry[] entries = GC.AllocateUninitializedArray<Entry>(count);
        entries.AsSpan().Clear();
        return entries;
    }

    private readonly record struct Entry(ulong Key, int NumberPlusOne);
}
