namespace Sonde.Bpf;

/// <summary>Where a ring's next record lies, how long it is, and where the one behind it begins. No record: a null pointer.</summary>
internal readonly unsafe struct RingStep(byte* record, uint length, ulong size, ulong next, ulong end)
{
    public readonly byte* Record = record;
    public readonly uint Length = length;
    public readonly ulong Size = size;
    public readonly ulong Next = next;

    /// <summary>Up to where records of the same length may be taken without asking again.</summary>
    public readonly ulong End = end;
}
