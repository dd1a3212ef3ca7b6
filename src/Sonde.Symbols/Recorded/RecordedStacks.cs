namespace Sonde.Symbols;

/// <summary>Counts the stacks of a recording, and writes them as <see cref="FoldedStacks"/> does.</summary>
/// <remarks>
/// The caller's thread finds what the addresses of a stack lie in; a thread of the pool names that, reads symbols for it, and counts. A function
/// without a name stands as its file in brackets. One thread at a time adds stacks and tells <see cref="RecordedProcesses"/> what happens between
/// them; what was added before allocates nothing but the batches in which stacks wait to be counted, which are used again: 16 MiB and a little at most.
/// </remarks>
public sealed class RecordedStacks
{
    private readonly RecordedProcesses _processes;
    private readonly List<string> _outermost = [];
    private readonly StackBatches _stacks;
    private readonly FoldedNames _names = new();

    // What was counted last in each slot: a chain at its turn, and what stands before it.
    private readonly (RecordedChain? Chain, long Turn, int Outermost)[] _last = new (RecordedChain? Chain, long Turn, int Outermost)[StackCounts.LastStacks];

    // The name of each frame, and of what stands before them: -1 for one that was not looked up yet.
    private int[] _nameOfFrame = [];
    private int[] _nameOfOutermost = [];

    /// <summary>Makes one without stacks.</summary>
    /// <param name="processes">The processes that were recorded; not to be disposed before the stacks are written: code that was not named by then has none but its file's name.</param>
    public RecordedStacks(RecordedProcesses processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        _processes = processes;
        _stacks = new StackBatches(NameOf);
    }

    /// <summary>Gives a number to what stands before stacks, as the name of a thread does.</summary>
    /// <param name="outermost">The name.</param>
    public int Name(string outermost)
    {
        ArgumentNullException.ThrowIfNull(outermost);
        lock (_outermost)
        {
            _outermost.Add(outermost);
            return _outermost.Count - 1;
        }
    }

    /// <summary>Counts a stack.</summary>
    /// <param name="outermost">The number of what stands before it.</param>
    /// <param name="pid">The process.</param>
    /// <param name="chain">The addresses from the innermost on, as they are recorded: see <see cref="RecordedProcesses.FindChain"/>.</param>
    /// <param name="time">When, in nanoseconds of <c>CLOCK_MONOTONIC</c>; where that is not known <see cref="RecordedProcesses.UnknownTime"/>.</param>
    /// <param name="count">How often it was seen.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="outermost"/> is the number of no name.</exception>
    public void Add(int outermost, int pid, ReadOnlySpan<ulong> chain, ulong time = RecordedProcesses.UnknownTime, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)outermost, (uint)_outermost.Count, nameof(outermost));
        RecordedChain found = _processes.FindInTurn(pid, chain, time, inCalls: true);
        int slot = outermost & (StackCounts.LastStacks - 1);
        bool follows = _last[slot] == (found, found.Turn - 1, outermost);
        _last[slot] = (found, found.Turn, outermost);
        ReadOnlySpan<int> frames = found.Frames;
        if (follows)
        {
            int common = found.CommonFrameCount;
            frames[common..].CopyTo(_stacks.Add(slot, common + 1, frames.Length - common, count));
            return;
        }

        Span<int> all = _stacks.Add(slot, 0, frames.Length + 1, count);
        // Frames have the numbers from 0 on.
        all[0] = ~outermost;
        frames.CopyTo(all[1..]);
    }

    /// <summary>Writes all stacks, in the order in which their outermost parts were first seen.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        FoldedText.Write(output, _stacks.Finish().Tree, _names);
    }

    private int NameOf(int number)
    {
        ref int name = ref number < 0 ? ref Of(ref _nameOfOutermost, ~number) : ref Of(ref _nameOfFrame, number);
        if (name < 0)
            name = _names.Add(number < 0 ? Outermost(~number) : NameOf(_processes.Frames[number]));
        return name;
    }

    private string Outermost(int number)
    {
        lock (_outermost)
            return _outermost[number];
    }

    private static string NameOf(SymbolFrame frame) => frame.Name ?? (frame.Module is null ? "[unknown]" : $"[{Path.GetFileName(frame.Module)}]");

    private static ref int Of(ref int[] names, int number)
    {
        int known = names.Length;
        if (number >= known)
        {
            Array.Resize(ref names, Math.Max(number + 1, Math.Max(known * 2, 1 << 10)));
            names.AsSpan(known).Fill(-1);
        }

        return ref names[number];
    }
}
