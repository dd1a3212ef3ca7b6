namespace Sonde.Kernel;

/// <summary>A function of the kernel, one of its modules, or a program that it compiled.</summary>
/// <param name="Name">Its name, as <c>/proc/kallsyms</c> lists it.</param>
/// <param name="Address">Its first address.</param>
/// <param name="Module">The module it is in; <c>bpf</c> for compiled BPF programs, null for the kernel itself.</param>
public readonly record struct KernelSymbol(string Name, ulong Address, string? Module);
