namespace Sonde.Bpf;

/// <summary>Handles one record of a ring buffer, in place.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
/// <param name="record">The record; it must not be used after the handler returned.</param>
public delegate void RingHandler<T>(in T record)
    where T : unmanaged;
