namespace Sonde.Bpf;

/// <summary>An object that has a name in a BPF file system.</summary>
/// <param name="Path">The name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id among objects of its kind; 0 for what is not known.</param>
public sealed record BpfPinned(string Path, BpfPinKind Kind, uint Id);
