using System.Runtime.InteropServices;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Collects the functions of a file from all its tables, and settles which of several names an address has.</summary>
internal sealed class FunctionTableBuilder
{
    // How often the bytes of names may be used: linkers let a name be the end of a longer one, and local functions share theirs.
    private const int MaxRepetition = 8;
    private const int UsualName = 64;
    private const long MaxText = 1L << 30;

    private readonly List<Function> _functions = [];
    private long _left;
    private byte[] _text = new byte[1 << 12];
    private int _length;

    /// <summary>Adds the functions of a symbol table.</summary>
    /// <exception cref="ElfFormatException">The table is damaged.</exception>
    public void Add(ElfFile file, ElfSymbolTable symbols)
    {
        IReadOnlyList<ElfSection> sections = file.Sections;
        _functions.EnsureCapacity(_functions.Count + symbols.Count);
        _left += (MaxRepetition * (long)symbols.NameBytes) + (UsualName * (long)symbols.Count);
        foreach (ElfSymbol symbol in symbols)
        {
            bool isFunction = symbol.Type is ElfSymbolType.Function or ElfSymbolType.IndirectFunction;
            bool isLabel = symbol.Type == ElfSymbolType.None && symbol.Size == 0;
            if (!symbol.IsDefined || !(isFunction || isLabel) || symbol.SectionIndex >= sections.Count)
                continue;
            ElfSection section = sections[symbol.SectionIndex];
            ReadOnlySpan<byte> name = Count(symbol.NameUtf8);
            // Assemblers' own labels, and ARM's marks of what follows: $x, $d.
            if ((section.Flags & ElfSectionFlags.Execute) == 0 || name.IsEmpty || name[0] is (byte)'$' || name.StartsWith(".L"u8))
                continue;
            Add(symbol.Value, symbol.Size, unchecked(section.Address + section.Size), Rank(symbol, name), name);
        }
    }

    /// <summary>Adds a stub through which a symbol of dynamic linking is called.</summary>
    /// <exception cref="ElfFormatException">The table is damaged.</exception>
    public void AddStub(ulong start, ulong size, ElfSymbol symbol) => Add(start, size, 0, 0, [.. Count(symbol.NameUtf8), .. "@plt"u8]);

    public FunctionTable Build()
    {
        int[] settled = Settle();
        ReadOnlySpan<Function> functions = CollectionsMarshal.AsSpan(_functions);
        var starts = new ulong[settled.Length];
        var sizes = new uint[settled.Length];
        var names = new int[settled.Length];
        for (int i = 0; i < settled.Length; i++)
        {
            ref readonly Function function = ref functions[settled[i]];
            starts[i] = function.Start;
            names[i] = function.Name;
            // A function ends where the next one begins, whatever its size says; without a size, at the end of its section.
            ulong end = function.Size == 0 ? function.SectionEnd : function.End;
            if (i + 1 < settled.Length)
                end = Math.Min(end, functions[settled[i + 1]].Start);
            sizes[i] = end > starts[i] ? (uint)Math.Min(end - starts[i], uint.MaxValue) : 0;
        }

        return new FunctionTable(starts, sizes, names, _text[.._length]);
    }

    // Without it a file of some megabytes has its one long name copied, and looked through, for each of its symbols.
    private ReadOnlySpan<byte> Count(ReadOnlySpan<byte> name)
    {
        _left -= name.Length;
        return _left >= 0 && _length + (long)name.Length < MaxText ? name
            : throw new ElfFormatException("file is corrupt: the names of its symbols overlap, or are more than 1 GiB");
    }

    private void Add(ulong start, ulong size, ulong sectionEnd, int rank, ReadOnlySpan<byte> name)
    {
        if (_text.Length - _length <= name.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _text.Length + name.Length + 1));
        _functions.Add(new Function(start, size, sectionEnd, rank, _length, name.Length));
        name.CopyTo(_text.AsSpan(_length));
        _text[_length + name.Length] = 0;
        _length += name.Length + 1;
    }

    // As perf chooses among the names of an address: one with a size, none that is weak, one that other files see, few underscores.
    private static int Rank(in ElfSymbol symbol, ReadOnlySpan<byte> name)
    {
        int binding = symbol.Binding switch { ElfSymbolBinding.Global => 0, ElfSymbolBinding.Weak => 2, _ => 1 };
        int underscores = Math.Min(name.IndexOfAnyExcept((byte)'_') & int.MaxValue, 15);
        return ((symbol.Size == 0 ? 1 : 0) << 8) + (binding << 4) + underscores;
    }

    /// <summary>One function for each address, and no label inside of a function, which is a place in it.</summary>
    private int[] Settle()
    {
        ReadOnlySpan<Function> functions = CollectionsMarshal.AsSpan(_functions);
        // Numbers are sorted in a third of the time that functions take.
        var starts = new ulong[functions.Length];
        int[] order = new int[functions.Length];
        for (int i = 0; i < order.Length; i++)
            (starts[i], order[i]) = (functions[i].Start, i);
        Array.Sort(starts, order);
        int settled = 0;
        for (int i = 0; i < order.Length;)
        {
            int best = order[i];
            int next = i + 1;
            for (; next < order.Length && starts[next] == starts[i]; next++)
                best = functions[order[next]].IsBetterThan(functions[best]) ? order[next] : best;
            bool isInside = functions[best].Size == 0 && settled > 0 && starts[i] < functions[order[settled - 1]].End;
            if (!isInside)
                order[settled++] = best;
            i = next;
        }

        return order[..settled];
    }

    private readonly record struct Function(ulong Start, ulong Size, ulong SectionEnd, int Rank, int Name, int NameLength)
    {
        public ulong End => Size > ulong.MaxValue - Start ? ulong.MaxValue : Start + Size;

        /// <summary>Whether its address has its name rather than that of another one there.</summary>
        public bool IsBetterThan(in Function other) =>
            Rank != other.Rank ? Rank < other.Rank
            : NameLength != other.NameLength ? NameLength > other.NameLength
            : Name < other.Name;
    }
}
