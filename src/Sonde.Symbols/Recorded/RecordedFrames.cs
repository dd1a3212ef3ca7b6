using System.Collections;

namespace Sonde.Symbols;

/// <summary>The frames of a recording by their numbers. Where code is says which number it has; it is named when its frame is asked for.</summary>
/// <remarks>
/// So one thread reads on while another names, or waits for the lists of symbols to be read, and what nobody asks for is never named. Frames
/// are added by one thread and asked for by any.
/// </remarks>
internal sealed class RecordedFrames : IReadOnlyList<SymbolFrame>
{
    private const int FirstSize = 1 << 12;

    private readonly object _gate = new();
    private Entry[] _entries = new Entry[FirstSize];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public SymbolFrame this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)Count, nameof(number));
            Entry entry;
            lock (_gate)
                entry = _entries[number];
            if (entry.Frame is SymbolFrame known)
                return known;
            SymbolFrame frame = ((IRecordedCode)entry.Frame).Name(entry.Place);
            lock (_gate)
                return _entries[number].Frame as SymbolFrame ?? (SymbolFrame)(_entries[number].Frame = frame);
        }
    }

    /// <summary>Gives code that is to be named a number.</summary>
    public int Add(IRecordedCode code, ulong place) => AddEntry(new Entry(code, place));

    /// <summary>Gives a frame its number.</summary>
    public int Add(SymbolFrame frame) => AddEntry(new Entry(frame, 0));

    public IEnumerator<SymbolFrame> GetEnumerator()
    {
        for (int number = 0; number < Count; number++)
            yield return this[number];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int AddEntry(in Entry entry)
    {
        lock (_gate)
        {
            if (_count == _entries.Length)
                Array.Resize(ref _entries, _count * 2);
            _entries[_count] = entry;
            return _count++;
        }
    }

    // The frame, or the code that it is to be made of.
    private record struct Entry(object Frame, ulong Place);
}
