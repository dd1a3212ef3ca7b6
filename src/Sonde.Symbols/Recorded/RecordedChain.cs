using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>A callchain and its frames, from the outermost on, kept because the next one of the process mostly begins as it does.</summary>
internal sealed class RecordedChain
{
    private const int FirstSize = 64;

    // As they were recorded, and as they were looked up.
    private ulong[] _entries = new ulong[FirstSize];
    private ulong[] _asked = new ulong[FirstSize];

    // How many frames there are up to each entry: marks have none.
    private int[] _frameCounts = new int[FirstSize];
    private int[] _frames = new int[FirstSize];
    private int _entryCount;
    private int _frameCount;

    // How many of the outermost entries have the same frames at all times.
    private int _stableCount;
    private bool _inCalls;

    /// <summary>The frames.</summary>
    public ReadOnlySpan<int> Frames => _frames.AsSpan(0, _frameCount);

    /// <summary>How many of the frames, the outermost, are those of the chain before.</summary>
    public int CommonFrameCount { get; private set; }

    /// <summary>How many chains there were until now.</summary>
    public long Turn { get; private set; }

    /// <summary>Forgets the chain: its addresses may have other frames now.</summary>
    public void Clear() => (_entryCount, _frameCount, _stableCount) = (0, 0, 0);

    /// <summary>Keeps as much as another chain has in common with this one, its outermost entries.</summary>
    /// <param name="chain">The entries from the innermost on.</param>
    /// <param name="inCalls">Whether addresses where calls return to are looked up in the call.</param>
    /// <returns>How many are in common.</returns>
    public int KeepCommon(ReadOnlySpan<ulong> chain, bool inCalls)
    {
        int common = inCalls == _inCalls ? CountCommon(chain) : 0;
        _inCalls = inCalls;
        (_entryCount, _stableCount) = (common, common);
        CommonFrameCount = _frameCount = common == 0 ? 0 : _frameCounts[common - 1];
        Turn++;
        if (_entries.Length < chain.Length)
        {
            Array.Resize(ref _entries, Math.Max(chain.Length, _entries.Length * 2));
            Array.Resize(ref _asked, _entries.Length);
            Array.Resize(ref _frameCounts, _entries.Length);
            Array.Resize(ref _frames, _entries.Length);
        }

        return common;
    }

    /// <summary>Adds an entry that is no address.</summary>
    public void AddMark(ulong entry) => AddEntry(entry, entry, isAlways: true);

    /// <summary>Adds an address and its frame.</summary>
    /// <param name="entry">The address as it was recorded.</param>
    /// <param name="asked">The address that was looked up.</param>
    /// <param name="frame">The number of the frame.</param>
    /// <param name="isAlways">Whether it is the same at all times.</param>
    public void Add(ulong entry, ulong asked, int frame, bool isAlways)
    {
        _frames[_frameCount++] = frame;
        AddEntry(entry, asked, isAlways);
    }

    /// <summary>What is looked up of an entry: the byte before what calls return to, which all are but the first of each context.</summary>
    public static ulong EntryAt(ReadOnlySpan<ulong> chain, int index, bool inCalls)
    {
        ulong entry = chain[index];
        bool isReturn = inCalls && index > 0 && entry != 0 && !IsMark(entry) && !IsMark(chain[index - 1]);
        return isReturn ? entry - 1 : entry;
    }

    public static bool IsMark(ulong entry) => PerfContext.IsMark(entry);

    // Entries are compared as they were recorded. What is looked up of one depends on the next inner one, too, which the last in common may have another of.
    private int CountCommon(ReadOnlySpan<ulong> chain)
    {
        ReadOnlySpan<ulong> entries = _entries.AsSpan(0, Math.Min(chain.Length, _stableCount));
        int common = 0;
        while (common < entries.Length && entries[common] == chain[chain.Length - 1 - common])
            common++;
        return common > 0 && EntryAt(chain, chain.Length - common, _inCalls) != _asked[common - 1] ? common - 1 : common;
    }

    private void AddEntry(ulong entry, ulong asked, bool isAlways)
    {
        if (isAlways && _stableCount == _entryCount)
            _stableCount++;
        _entries[_entryCount] = entry;
        _asked[_entryCount] = asked;
        _frameCounts[_entryCount++] = _frameCount;
    }
}
