namespace Sonde.Bpf;

/// <summary>Call stacks by the id that <c>bpf_get_stackid</c> gave: <c>BPF_MAP_TYPE_STACK_TRACE</c>, kernel 4.6.</summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread and allocates nothing.</remarks>
public sealed unsafe class BpfStackTraces : ITypedMap
{
    internal BpfStackTraces(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>
    /// The most frames that a stack can have here: 127 unless the sysctl <c>kernel.perf_event_max_stack</c> says otherwise.
    /// </summary>
    public int MaxDepth => Map.ValueSize / sizeof(ulong);

    /// <summary>Copies the addresses of a stack, innermost first.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> gave. A negative one is its error number, and no stack.</param>
    /// <param name="frames">
    /// Filled with addresses of the kernel, or of the program with <c>BPF_F_USER_STACK</c>; must have room for <see cref="MaxDepth"/>.
    /// </param>
    /// <param name="count">How many addresses.</param>
    /// <returns>Whether there is such a stack.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetFrames(int id, Span<ulong> frames, out int count)
    {
        if (frames.Length < MaxDepth)
            throw new ArgumentException($"The span has room for {frames.Length} frames; a stack of map {Map.Name} can have {MaxDepth}.", nameof(frames));
        count = 0;
        if (id < 0)
            return false;
        fixed (ulong* pointer = frames)
        {
            if (!Map.TryLookup(&id, pointer))
                return false;
        }

        // The kernel fills the rest with zeros, and 0 is no address.
        int end = frames[..MaxDepth].IndexOf(0ul);
        count = end < 0 ? MaxDepth : end;
        return true;
    }

    /// <summary>Deletes a stack, so that its place is free for others.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> gave.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(int id) => id >= 0 && Map.Delete(&id);

    /// <summary>Deletes the stacks that the map has now.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public void Clear()
    {
        using var cursor = new MapCursor(Map, take: true);
        while (cursor.MoveNextBatch())
        {
            // Reading them has deleted them.
        }
    }
}
