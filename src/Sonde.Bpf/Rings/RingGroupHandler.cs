namespace Sonde.Bpf;

/// <summary>Handles one record of a group of ring buffers, in place.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
/// <param name="ring">Which ring of the group it comes from, from 0.</param>
/// <param name="record">The record; it must not be used after the handler returned.</param>
public delegate void RingGroupHandler<T>(int ring, in T record)
    where T : unmanaged;
