namespace Sonde.ObjectFiles;

/// <summary>The symbols of one table, decoded as they are visited; nothing is allocated for a symbol.</summary>
public readonly struct ElfSymbolTable
{
    private readonly ReadOnlyMemory<byte> _entries;
    private readonly ElfStringTable _names;

    internal ElfSymbolTable(ReadOnlyMemory<byte> entries, ElfStringTable names)
    {
        _entries = entries;
        _names = names;
    }

    /// <summary>How many symbols there are, with the empty first one that ELF reserves.</summary>
    public int Count => _entries.Length / ElfSymbol.EntrySize;

    /// <summary>How many bytes their names take in the file; symbols may share them.</summary>
    public int NameBytes => _names.Bytes.Length;

    /// <summary>The symbol at this place, to which relocations refer.</summary>
    public ElfSymbol this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index));
            return new ElfSymbol(_entries.Span.Slice(index * ElfSymbol.EntrySize, ElfSymbol.EntrySize), _names.Bytes);
        }
    }

    /// <summary>Finds the first defined symbol of this name, given in UTF-8.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ElfSymbol symbol)
    {
        foreach (ElfSymbol candidate in this)
        {
            if (candidate.IsDefined && candidate.HasName(name))
            {
                symbol = candidate;
                return true;
            }
        }

        symbol = default;
        return false;
    }

    /// <summary>Visits all symbols in the order of the table.</summary>
    public Enumerator GetEnumerator() => new(_entries.Span, _names.Bytes);

    /// <summary>Visits the symbols of a table.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _entries;
        private readonly ReadOnlySpan<byte> _names;
        private int _next;

        internal Enumerator(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> names)
        {
            _entries = entries;
            _names = names;
        }

        /// <summary>The symbol visited now.</summary>
        public readonly ElfSymbol Current => new(_entries.Slice(_next - ElfSymbol.EntrySize, ElfSymbol.EntrySize), _names);

        /// <summary>Goes on to the next symbol.</summary>
        public bool MoveNext()
        {
            if (_entries.Length - _next < ElfSymbol.EntrySize)
                return false;
            _next += ElfSymbol.EntrySize;
            return true;
        }
    }
}
