namespace Sonde.Bpf;

/// <summary>How to open an object.</summary>
public sealed record BpfOpenOptions
{
    /// <summary>The name of the object in errors and in the names of its global data maps; null takes the file's or resource's.</summary>
    public string? Name { get; init; }

    /// <summary>The folder in a BPF file system for maps with <c>LIBBPF_PIN_BY_NAME</c>; null takes <c>/sys/fs/bpf</c>.</summary>
    public string? PinRoot { get; init; }

    /// <summary>What <see cref="BpfObject.Load"/> does when another map is pinned where one of the object is to be.</summary>
    public BpfPinConflict PinConflict { get; init; }
}
