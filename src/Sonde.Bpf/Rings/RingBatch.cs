namespace Sonde.Bpf;

/// <summary>Records that were copied out of one ring of a group.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
/// <param name="Ring">Which ring of the group, from 0.</param>
/// <param name="Records">The records, in their order.</param>
public readonly record struct RingBatch<T>(int Ring, ReadOnlyMemory<T> Records)
    where T : unmanaged;
