namespace Sonde.Bpf;

/// <summary>A copied record and the CPU that wrote it.</summary>
/// <typeparam name="T">The layout of a record.</typeparam>
/// <param name="Cpu">The number of the CPU.</param>
/// <param name="Value">The record.</param>
public readonly record struct CpuRecord<T>(int Cpu, T Value)
    where T : unmanaged;
