using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The functions of an ELF file by address: those of its full table, or where it is stripped those of dynamic linking.</summary>
/// <remarks>It keeps names and addresses, not the file. Safe from any thread.</remarks>
internal sealed class ElfFunctions
{
    private readonly ulong[] _starts;
    private readonly ulong[] _ends;
    private readonly int[] _nameEnds;
    private readonly byte[] _names;
    private readonly string?[] _decoded;

    private ElfFunctions(List<Candidate> functions, List<byte> names, bool isStripped)
    {
        _starts = [.. functions.Select(function => function.Start)];
        _ends = [.. functions.Select(function => function.End)];
        _decoded = new string?[functions.Count];
        _nameEnds = new int[functions.Count];
        var kept = new byte[functions.Sum(function => function.NameLength)];
        int end = 0;
        for (int i = 0; i < functions.Count; i++)
        {
            names.CopyTo(functions[i].Name, kept, end, functions[i].NameLength);
            _nameEnds[i] = end += functions[i].NameLength;
        }

        _names = kept;
        IsStripped = isStripped;
    }

    /// <summary>Whether the file has no table of all its functions, so that those nobody else links to have no name.</summary>
    public bool IsStripped { get; }

    public int Count => _starts.Length;

    /// <exception cref="ElfFormatException">The symbol tables are damaged.</exception>
    public static ElfFunctions Read(ElfFile file)
    {
        var functions = new List<Candidate>();
        var names = new List<byte>();
        // What dynamic linking knows is in the full table too, if there is one; an entry may be in one of them only all the same.
        bool isStripped = file.Symbols.Count == 0;
        Collect(file, file.Symbols, functions, names);
        Collect(file, file.DynamicSymbols, functions, names);
        functions.Sort();
        return new ElfFunctions(Settle(functions), names, isStripped);
    }

    /// <summary>Finds the function that an address of the file lies in.</summary>
    public bool TryFind(ulong address, out NativeSymbol symbol)
    {
        symbol = default;
        int index = Array.BinarySearch(_starts, address);
        if (index < 0)
            index = ~index - 1;
        if (index < 0 || address >= _ends[index])
            return false;
        symbol = new NativeSymbol(_decoded[index] ??= NameAt(index), _starts[index], _ends[index] - _starts[index]);
        return true;
    }

    private static void Collect(ElfFile file, ElfSymbolTable table, List<Candidate> functions, List<byte> names)
    {
        foreach (ElfSymbol symbol in table)
        {
            bool isFunction = symbol.Type is ElfSymbolType.Function or ElfSymbolType.IndirectFunction;
            bool isLabel = symbol.Type == ElfSymbolType.None && symbol.Size == 0;
            if (!symbol.IsDefined || !(isFunction || isLabel) || !IsCode(file, symbol))
                continue;
            ReadOnlySpan<byte> name = symbol.NameUtf8;
            // Assemblers' own labels, and ARM's marks of what follows: $x, $d.
            if (name.IsEmpty || name[0] is (byte)'$' || name.StartsWith(".L"u8))
                continue;
            ElfSection section = file.Sections[symbol.SectionIndex];
            functions.Add(new Candidate(symbol.Value, symbol.Size, section.Address + section.Size, Rank(symbol, isLabel, name), names.Count, name.Length));
            names.AddRange(name);
        }
    }

    private static bool IsCode(ElfFile file, in ElfSymbol symbol) =>
        symbol.SectionIndex < file.Sections.Count && (file.Sections[symbol.SectionIndex].Flags & ElfSectionFlags.Execute) != 0;

    // Of several names for one function the one that other files know, and of those the one with the fewest underscores before it.
    private static int Rank(in ElfSymbol symbol, bool isLabel, ReadOnlySpan<byte> name)
    {
        int binding = symbol.Binding switch { ElfSymbolBinding.Global => 0, ElfSymbolBinding.Weak => 1, _ => 2 };
        int underscores = Math.Min(name.IndexOfAnyExcept((byte)'_') & int.MaxValue, 7);
        return ((isLabel || symbol.Size == 0 ? 1 : 0) << 8) + (binding << 4) + underscores;
    }

    /// <summary>One function for each address, and none that goes on where the next one begins without having a size to say so.</summary>
    private static List<Candidate> Settle(List<Candidate> sorted)
    {
        var settled = new List<Candidate>();
        foreach (Candidate candidate in sorted)
        {
            if (settled.Count > 0 && settled[^1].Start == candidate.Start)
                continue;
            // A label inside of a function is a place in it.
            if (candidate.Size == 0 && settled.Count > 0 && candidate.Start < settled[^1].End)
                continue;
            settled.Add(candidate);
        }

        for (int i = 0; i < settled.Count; i++)
        {
            ulong next = i + 1 < settled.Count ? settled[i + 1].Start : ulong.MaxValue;
            ulong end = Math.Min(next, settled[i].Size == 0 ? settled[i].SectionEnd : settled[i].End);
            settled[i] = settled[i] with { Size = end > settled[i].Start ? end - settled[i].Start : 0 };
        }

        return settled;
    }

    private string NameAt(int index)
    {
        int start = index == 0 ? 0 : _nameEnds[index - 1];
        return Encoding.UTF8.GetString(_names, start, _nameEnds[index] - start);
    }

    private readonly record struct Candidate(ulong Start, ulong Size, ulong SectionEnd, int Rank, int Name, int NameLength) : IComparable<Candidate>
    {
        public ulong End => Size > ulong.MaxValue - Start ? ulong.MaxValue : Start + Size;

        public int CompareTo(Candidate other) =>
            Start != other.Start ? Start.CompareTo(other.Start) : Rank != other.Rank ? Rank.CompareTo(other.Rank) : Name.CompareTo(other.Name);
    }
}
