namespace Sonde.Kernel;

/// <summary>What a check of the <see cref="KernelDoctor"/> stands in the way of when it fails.</summary>
[Flags]
public enum KernelFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Loading BPF programs and making maps.</summary>
    Bpf = 1 << 0,

    /// <summary>Reading kernel types: CO-RE, <c>tp_btf</c>, <c>fentry</c>.</summary>
    Btf = 1 << 1,

    /// <summary>Tracepoints by name.</summary>
    Tracepoint = 1 << 2,

    /// <summary>Kprobes and kretprobes.</summary>
    Kprobe = 1 << 3,

    /// <summary>Uprobes and uretprobes.</summary>
    Uprobe = 1 << 4,

    /// <summary>fentry and fexit.</summary>
    Fentry = 1 << 5,

    /// <summary>Perf events.</summary>
    PerfEvents = 1 << 6,

    /// <summary>Addresses and names of kernel functions.</summary>
    KernelSymbols = 1 << 7,

    /// <summary>Pinning objects in a file system.</summary>
    Pinning = 1 << 8,
}
