namespace Sonde.ObjectFiles;

/// <summary>Entries of a type, such as its members, decoded as they are visited; nothing is allocated.</summary>
/// <typeparam name="T">What an entry is.</typeparam>
public readonly struct BtfList<T>
    where T : struct
{
    private readonly Btf _btf;
    private readonly ReadOnlyMemory<byte> _entries;
    private readonly int _entrySize;
    private readonly BtfEntryReader<T> _read;

    internal BtfList(Btf btf, ReadOnlyMemory<byte> entries, int entrySize, BtfEntryReader<T> read)
    {
        _btf = btf;
        _entries = entries;
        _entrySize = entrySize;
        _read = read;
        Count = entries.Length / entrySize;
    }

    /// <summary>How many entries there are.</summary>
    public int Count { get; }

    /// <summary>The entry at this place.</summary>
    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            return _read(_btf, _entries.Span.Slice(index * _entrySize, _entrySize));
        }
    }

    /// <summary>Visits the entries in order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Visits the entries of a list.</summary>
    public struct Enumerator
    {
        private readonly BtfList<T> _list;
        private int _index;

        internal Enumerator(BtfList<T> list)
        {
            _list = list;
            _index = -1;
        }

        /// <summary>The entry visited now.</summary>
        public readonly T Current => _list[_index];

        /// <summary>Goes on to the next entry.</summary>
        public bool MoveNext() => ++_index < _list.Count;
    }
}
