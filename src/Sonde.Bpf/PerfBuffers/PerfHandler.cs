namespace Sonde.Bpf;

/// <summary>Handles one record of a perf event array.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
/// <param name="cpu">The CPU that wrote it.</param>
/// <param name="record">The record, in place; it must not be used after the handler returned.</param>
public delegate void PerfHandler<T>(int cpu, in T record)
    where T : unmanaged;
