namespace Sonde.Bpf;

/// <summary>Programs that others go on to with <c>bpf_tail_call</c>: <c>BPF_MAP_TYPE_PROG_ARRAY</c>, kernel 4.2.</summary>
/// <remarks>
/// The kernel empties the array when the last descriptor and pin of it go, even while programs that use it live on. A map of
/// an object needs a loaded object. Every member may be called from any thread.
/// </remarks>
public sealed unsafe class BpfProgramArray : ITypedMap
{
    internal BpfProgramArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>How many places.</summary>
    public int Count => checked((int)Map.MaxEntries);

    /// <summary>
    /// Puts a program in a place, instead of the one that is there. Programs that run see it from their next tail call on.
    /// </summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="program">A loaded program of the type of those that call it.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The program has another type than those that the array is for, or the kernel refused.</exception>
    public void Set(int index, BpfProgram program)
    {
        RequireIndex(index);
        ArgumentNullException.ThrowIfNull(program);
        Map.UpdateWithDescriptor(&index, program.Fd, BpfUpdate.Any);
    }

    /// <summary>Empties a place: a tail call there goes on in the caller.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>Whether there was a program.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Clear(int index)
    {
        RequireIndex(index);
        return Map.Delete(&index);
    }

    /// <summary>The id of the program in a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="programId">The id, or 0.</param>
    /// <returns>Whether there is a program.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetProgramId(int index, out uint programId)
    {
        RequireIndex(index);
        uint id = 0;
        bool found = Map.TryLookup(&index, &id);
        programId = id;
        return found;
    }

    private void RequireIndex(int index)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
    }
}
