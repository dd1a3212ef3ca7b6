using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>A callchain and its frames, from the outermost on, kept because the next one of the process mostly begins as it does.</summary>
internal sealed class RecordedChain
{
    private const int FirstSize = 64;

    private ulong[] _entries = new ulong[FirstSize];
    private int[] _frames = new int[FirstSize];
    private int _entryCount;
    private int _frameCount;

    // How many of the outermost entries have the same frames at all times.
    private int _stableCount;

    /// <summary>The frames.</summary>
    public ReadOnlySpan<int> Frames => _frames.AsSpan(0, _frameCount);

    /// <summary>Forgets the chain: its addresses may have other frames now.</summary>
    public void Clear() => (_entryCount, _frameCount, _stableCount) = (0, 0, 0);

    /// <summary>Keeps as much as another chain has in common with this one, its outermost entries.</summary>
    /// <param name="chain">The entries from the innermost on.</param>
    /// <param name="inCalls">Whether addresses where calls return to are looked up in the call.</param>
    /// <returns>How many are in common.</returns>
    public int KeepCommon(ReadOnlySpan<ulong> chain, bool inCalls)
    {
        int most = Math.Min(chain.Length, _stableCount);
        int common = 0;
        int frames = 0;
        for (; common < most && EntryAt(chain, chain.Length - 1 - common, inCalls) is var entry && entry == _entries[common]; common++)
            frames += IsMark(entry) ? 0 : 1;
        (_entryCount, _frameCount, _stableCount) = (common, frames, common);
        if (_entries.Length < chain.Length)
        {
            Array.Resize(ref _entries, Math.Max(chain.Length, _entries.Length * 2));
            Array.Resize(ref _frames, _entries.Length);
        }

        return common;
    }

    /// <summary>Adds an entry that is no address.</summary>
    public void Add(ulong mark) => AddEntry(mark, isAlways: true);

    /// <summary>Adds an address and its frame.</summary>
    /// <param name="address">The address.</param>
    /// <param name="frame">The number of the frame.</param>
    /// <param name="isAlways">Whether it is the same at all times.</param>
    public void Add(ulong address, int frame, bool isAlways)
    {
        AddEntry(address, isAlways);
        _frames[_frameCount++] = frame;
    }

    private void AddEntry(ulong entry, bool isAlways)
    {
        if (isAlways && _stableCount == _entryCount)
            _stableCount++;
        _entries[_entryCount++] = entry;
    }

    /// <summary>What is looked up of an entry: the byte before what calls return to, which all are but the first of each context.</summary>
    public static ulong EntryAt(ReadOnlySpan<ulong> chain, int index, bool inCalls)
    {
        ulong entry = chain[index];
        bool isReturn = inCalls && index > 0 && entry != 0 && !IsMark(entry) && !IsMark(chain[index - 1]);
        return isReturn ? entry - 1 : entry;
    }

    public static bool IsMark(ulong entry) => PerfContext.IsMark(entry);
}
