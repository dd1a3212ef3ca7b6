using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

internal sealed unsafe partial class RingReader
{
    private const ulong LongWalk = 64 * 1024;
    private const int PrefetchDistance = 1024;

    // The budget of the one walk at a time. It is kept here so that the walk's own loop has few fields, which fit in registers.
    private ulong _stop;
    private ulong _left;
    private ulong _runStart;
    private bool _leavesShort;

    /// <summary>
    /// How far the walk is: it stores it here at each record, because a variable of the loop that the end of a foreach reads, which is
    /// the handler of an exception too, is kept in memory by the compiler, and its loads would then be the longest chain of the loop.
    /// </summary>
    public ulong Position { get; set; }

    /// <summary>Where the walk ends at the latest.</summary>
    public ulong Stop => _stop;

    /// <summary>How far ahead to fetch memory. A short walk does not: it would take lines away that the program is about to write.</summary>
    public nuint Ahead => _stop - Position >= LongWalk ? (nuint)PrefetchDistance : 0;

    /// <summary>Starts a walk: <see cref="Enter"/> came before.</summary>
    /// <param name="maxRecords">The most records.</param>
    /// <param name="maxBytes">Ends the walk once so many bytes were walked over.</param>
    /// <param name="leavesShort">Whether a record too short for its type that comes behind good ones ends the walk and stays.</param>
    /// <returns>Where it begins.</returns>
    public ulong Begin(int maxRecords, long maxBytes, bool leavesShort = false)
    {
        _leavesShort = leavesShort;
        ulong position = ConsumerPosition;
        _stop = maxRecords == 0 ? position : position + Math.Min(ProducerPosition - position, (ulong)maxBytes);
        _left = (ulong)maxRecords;
        _runStart = position;
        Position = position;
        return position;
    }

    /// <summary>Ends a walk: frees what it has passed and lets others in.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void End(long walk)
    {
        Commit(walk);
        Leave(walk);
    }

    /// <summary>A record is too short for its type: leaves it to the next walk when this one is to, else throws.</summary>
    /// <param name="position">Where the record begins.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="hasGiven">Whether the walk gave records before.</param>
    /// <param name="type">The name of the type.</param>
    /// <param name="size">The size of the type.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MeetShort(ulong position, uint length, bool hasGiven, string type, int size)
    {
        if (!_leavesShort || !hasGiven)
            RingErrors.ThrowShortRecord(Map.Name, length, type, size);
        Position = position;
    }

    /// <summary>The next record that is not discarded.</summary>
    /// <param name="position">Where the last one ended.</param>
    /// <param name="lastSize">What each record took since the last call.</param>
    public RingStep Step(ulong position, ulong lastSize)
    {
        ulong start = position;
        while (position < _stop)
        {
            byte* header = Data + (position & Mask);
            uint length = Volatile.Read(ref *(uint*)header); // Acquire: the data is read after the length.
            if ((length & BusyBit) != 0)
                break; // Reserved and not submitted yet; those behind it have to wait.
            ulong size = (HeaderSize + (length & ~DiscardBit) + 7) & ~7UL;
            position += size;
            if ((length & DiscardBit) == 0)
                return new RingStep(header + HeaderSize, length, size, position, RunEnd(start, lastSize, position, size));
        }

        return new RingStep(null, 0, 0, position, position);
    }

    // A run of records of one length needs no counting: the budget of records ends where such a run would end.
    private ulong RunEnd(ulong position, ulong lastSize, ulong next, ulong size)
    {
        if (_left == int.MaxValue)
            return _stop;
        _left -= ((position - _runStart) / lastSize) + 1;
        _runStart = next;
        return Math.Min(_stop, next + (_left * size));
    }
}
