namespace Sonde.Bpf;

/// <summary>How to open an object.</summary>
public sealed record BpfOpenOptions
{
    /// <summary>The name of the object in errors and in the names of its global data maps; null takes the file's or resource's.</summary>
    public string? Name { get; init; }
}
