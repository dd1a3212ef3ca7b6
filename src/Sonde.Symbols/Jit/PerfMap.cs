using System.Buffers.Text;
using System.Text;

namespace Sonde.Symbols;

/// <summary>
/// Names that a runtime wrote for code it compiled: lines of start, size and name, <c>/tmp/perf-PID.map</c>. Of entries that overlap the
/// smallest counts, and of equal ones the last.
/// </summary>
/// <remarks>An immutable snapshot: safe from any thread.</remarks>
public sealed class PerfMap
{
    private readonly byte[] _text;
    private readonly Entry[] _entries;
    private readonly RangeTable _table;
    private readonly string?[] _names;

    private PerfMap(byte[] text, Entry[] entries, int skipped)
    {
        _text = text;
        _entries = entries;
        _names = new string?[entries.Length];
        _table = RangeTable.Build(Array.ConvertAll(entries, entry => entry.Range));
        SkippedLines = skipped;
    }

    /// <summary>How many entries.</summary>
    public int Count => _entries.Length;

    /// <summary>How many lines were no entries: the last one is cut short when the runtime is writing it.</summary>
    public int SkippedLines { get; }

    /// <summary>Parses the text of such a file, with or without <c>0x</c> and in any case.</summary>
    /// <param name="text">The text in UTF-8; it is kept, not copied.</param>
    public static PerfMap Parse(byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entries = new List<Entry>();
        int skipped = 0;
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : start + length;
            if (TryReadEntry(text, start, end, out Entry entry))
                entries.Add(entry);
            else if (end > start)
                skipped++;
            start = end + 1;
        }

        return new PerfMap(text, [.. entries], skipped);
    }

    /// <summary>Finds the entry that an address belongs to.</summary>
    /// <param name="address">The address in the process.</param>
    /// <param name="symbol">The entry.</param>
    public bool TryFind(ulong address, out JitSymbol symbol)
    {
        int index = _table.Find(address);
        symbol = index < 0 ? default : new JitSymbol(_names[index] ??= NameOf(_entries[index]), _entries[index].Range.Start, _entries[index].Range.Size);
        return index >= 0;
    }

    private static bool TryReadEntry(byte[] text, int start, int end, out Entry entry)
    {
        entry = default;
        if (!TryReadHex(text, ref start, end, out ulong address) || !TryReadHex(text, ref start, end, out ulong size))
            return false;
        if (end > start && text[end - 1] == '\r')
            end--;
        entry = new Entry(new AddressRange(address, size), start, end - start);
        return end > start && size > 0;
    }

    private static bool TryReadHex(byte[] text, ref int start, int end, out ulong value)
    {
        ReadOnlySpan<byte> rest = text.AsSpan(start, end - start);
        int prefix = rest is [(byte)'0', (byte)'x' or (byte)'X', ..] ? 2 : 0;
        if (!Utf8Parser.TryParse(rest[prefix..], out value, out int length, 'x') || rest.Length <= prefix + length || rest[prefix + length] != ' ')
            return false;
        start += prefix + length + 1;
        return true;
    }

    private string NameOf(Entry entry) => Encoding.UTF8.GetString(_text, entry.Name, entry.NameLength);

    private readonly record struct Entry(AddressRange Range, int Name, int NameLength);
}
