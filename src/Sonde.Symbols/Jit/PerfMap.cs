using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sonde.Symbols;

/// <summary>
/// Names that a runtime wrote for code it compiled: lines of start, size and name, <c>/tmp/perf-PID.map</c>. Of entries that overlap the
/// smallest counts, and of equal ones the last.
/// </summary>
/// <remarks>An immutable snapshot: safe from any thread.</remarks>
public sealed class PerfMap
{
    // Names of generic methods of generic types have some thousand bytes.
    private const int MaxNameLength = 64 * 1024;

    private readonly byte[] _text;
    private readonly Entry[] _entries;
    private readonly RangeTable _table;
    private readonly string?[] _names;

    private PerfMap(byte[] text, Entry[] entries, PerfMapSkips skipped)
    {
        _text = text;
        _entries = entries;
        _names = new string?[entries.Length];
        _table = RangeTable.Build(Array.ConvertAll(entries, entry => entry.Range));
        Skipped = skipped;
    }

    /// <summary>About how many bytes of memory it takes: the text, and of each entry its place in the table.</summary>
    internal long Bytes => _text.Length + (64L * _entries.Length);

    /// <summary>How many entries.</summary>
    public int Count => _entries.Length;

    /// <summary>How many lines were no entries: the last one is cut short when the runtime is writing it.</summary>
    public int SkippedLines => Skipped.Total;

    /// <summary>The lines that were no entries, by what was wrong with them.</summary>
    public PerfMapSkips Skipped { get; }

    /// <summary>Reads the map of a live process: <c>/tmp/perf-PID.map</c> as the process sees it, in its container with its number there.</summary>
    /// <remarks>A link, and a file that belongs neither to the user of the process nor to root, is refused.</remarks>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="map">The map; null where the result is false.</param>
    /// <param name="refusal">Why there is none.</param>
    public static bool TryReadOf(int pid, [NotNullWhen(true)] out PerfMap? map, out JitFileRefusal refusal) =>
        (map = PerfMapFile.TryRead(pid, out refusal)) is not null;

    /// <summary>Parses the text of such a file, with or without <c>0x</c> and in any case.</summary>
    /// <param name="text">The text in UTF-8; it is kept, not copied.</param>
    public static PerfMap Parse(byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entries = new List<Entry>();
        var skipped = default(PerfMapSkips);
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : start + length;
            int next = end + 1;
            if (end > start && text[end - 1] == '\r')
                end--;
            if (end > start)
                ReadLine(text, start, end, entries, ref skipped);
            start = next;
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

    private static void ReadLine(byte[] text, int start, int end, List<Entry> entries, ref PerfMapSkips skipped)
    {
        if (!TryReadHex(text, ref start, end, out ulong address))
            skipped = skipped with { BadAddress = skipped.BadAddress + 1 };
        else if (!TryReadHex(text, ref start, end, out ulong size))
            skipped = skipped with { BadSize = skipped.BadSize + 1 };
        else if (size == 0)
            skipped = skipped with { Empty = skipped.Empty + 1 };
        else if (start >= end)
            skipped = skipped with { NoName = skipped.NoName + 1 };
        else if (end - start > MaxNameLength)
            skipped = skipped with { TooLong = skipped.TooLong + 1 };
        else
            entries.Add(new Entry(new AddressRange(address, size), start, end - start));
    }

    private static bool TryReadHex(byte[] text, ref int start, int end, out ulong value)
    {
        ReadOnlySpan<byte> rest = text.AsSpan(start, end - start);
        int prefix = rest is [(byte)'0', (byte)'x' or (byte)'X', ..] ? 2 : 0;
        if (!Utf8Parser.TryParse(rest[prefix..], out value, out int length, 'x'))
            return false;
        // Of a line that ends with its size it is the name that is missing.
        int behind = prefix + length;
        if (behind < rest.Length && rest[behind] is not ((byte)' ' or (byte)'\t'))
            return false;
        start = Math.Min(start + behind + 1, end);
        return true;
    }

    private string NameOf(Entry entry) => Encoding.UTF8.GetString(_text, entry.Name, entry.NameLength);

    private readonly record struct Entry(AddressRange Range, int Name, int NameLength);
}
