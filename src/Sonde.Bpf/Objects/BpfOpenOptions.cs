namespace Sonde.Bpf;

/// <summary>How to open an object.</summary>
public sealed record BpfOpenOptions
{
    /// <summary>The name of the object in errors and in the names of its global data maps; null takes the file's or resource's.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Given what libbpf says about this object, a line without its line feed at a time; null drops it. Nothing is written to the
    /// console. What is needed to explain a failure is in the exception in any case.
    /// </summary>
    /// <remarks>
    /// Called on the thread that opens, loads or attaches, in the middle of that call: it must be quick and must not use the object.
    /// An exception that it throws ends nothing: it is written to the event source <c>Sonde.Bpf</c>, and the sink stays in use.
    /// </remarks>
    public Action<BpfLogLevel, string>? Log { get; init; }

    /// <summary>The least important level that <see cref="Log"/> is given. <see cref="BpfLogLevel.Debug"/> makes loading slower.</summary>
    public BpfLogLevel LogLevel { get; init; } = BpfLogLevel.Information;

    /// <summary>
    /// Given the struct_ops tables of the object before libbpf sees it, to set the members that are no functions. An exception that it throws
    /// ends the opening.
    /// </summary>
    public Action<BpfStructOpsTables>? StructOps { get; init; }

    /// <summary>The folder in a BPF file system for maps with <c>LIBBPF_PIN_BY_NAME</c>; null takes <c>/sys/fs/bpf</c>.</summary>
    public string? PinRoot { get; init; }

    /// <summary>What <see cref="BpfObject.Load"/> does when another map is pinned where one of the object is to be.</summary>
    public BpfPinConflict PinConflict { get; init; }
}
