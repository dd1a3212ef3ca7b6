namespace Sonde.Bpf;

/// <summary>
/// User call stacks as build-id and file offset, by the id that <c>bpf_get_stackid</c> gave: <c>BPF_MAP_TYPE_STACK_TRACE</c> with
/// <c>BPF_F_STACK_BUILD_ID</c>, kernel 4.17. They can be named after the process has gone.
/// </summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread and allocates nothing.</remarks>
public sealed unsafe class BpfBuildIdStacks : ITypedMap
{
    internal BpfBuildIdStacks(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>The most frames that a stack can have here.</summary>
    public int MaxDepth => Map.ValueSize / sizeof(BpfBuildIdFrame);

    /// <summary>Copies the frames of a stack, innermost first.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> gave. A negative one is its error number, and no stack.</param>
    /// <param name="frames">Filled with the frames; must have room for <see cref="MaxDepth"/>.</param>
    /// <param name="count">How many frames.</param>
    /// <returns>Whether there is such a stack.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetFrames(int id, Span<BpfBuildIdFrame> frames, out int count)
    {
        if (frames.Length < MaxDepth)
            throw new ArgumentException($"The span has room for {frames.Length} frames; a stack of map {Map.Name} can have {MaxDepth}.", nameof(frames));
        count = 0;
        if (id < 0)
            return false;
        fixed (BpfBuildIdFrame* pointer = frames)
        {
            if (!Map.TryLookup(&id, pointer))
                return false;
        }

        while (count < MaxDepth && frames[count].Status != BpfBuildIdStatus.Empty)
            count++;
        return true;
    }

    /// <summary>Deletes a stack, so that its place is free for others.</summary>
    /// <param name="id">What <c>bpf_get_stackid</c> gave.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(int id) => id >= 0 && Map.Delete(&id);
}
