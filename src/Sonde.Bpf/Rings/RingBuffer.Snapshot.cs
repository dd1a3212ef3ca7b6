namespace Sonde.Bpf;

public sealed partial class RingBuffer<T>
{
    /// <summary>Copies the newest records out of a ring that overwrites its oldest ones: made with BPF_F_RB_OVERWRITE, kernel 6.19.</summary>
    /// <remarks>The ring stays as it is. Records that are overwritten while they are copied are left out; each one that is given is whole.</remarks>
    /// <exception cref="InvalidOperationException">The ring keeps its records until they are read.</exception>
    /// <exception cref="InvalidDataException">A record is shorter than the type.</exception>
    public RingSnapshot<T> TakeSnapshot() => Map.Ring.TakeSnapshot<T>();
}

public sealed partial class RingBuffer
{
    /// <summary>Copies the newest records out of a ring that overwrites its oldest ones: made with BPF_F_RB_OVERWRITE, kernel 6.19.</summary>
    /// <remarks>The ring stays as it is. Records that are overwritten while they are copied are left out; each one that is given is whole.</remarks>
    /// <exception cref="InvalidOperationException">The ring keeps its records until they are read.</exception>
    public RingSnapshot<ReadOnlyMemory<byte>> TakeSnapshot() => Map.Ring.TakeSnapshot();
}
