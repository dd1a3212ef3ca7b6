namespace Sonde.Bpf;

/// <summary>What a program is given in a test run (<c>BPF_PROG_TEST_RUN</c>), and where to put what it leaves behind.</summary>
/// <remarks>
/// Packet programs (XDP, tc, socket filters, cgroup_skb, lwt) take a packet of 14 bytes at least as <see cref="Data"/>, and some a
/// <see cref="Context"/> too (<c>struct xdp_md</c>, <c>struct __sk_buff</c>). Raw tracepoint programs take their arguments as
/// <see cref="Context"/>, 8 bytes each, and since kernel 5.10. Syscall programs take any <see cref="Context"/>, which they may change,
/// since 5.14. Programs of kprobes, tracepoints and perf events cannot be run so.
/// </remarks>
public readonly ref struct BpfTestRun
{
    /// <summary>The packet.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>Takes the packet as the program leaves it; empty drops it.</summary>
    public Span<byte> DataOut { get; init; }

    /// <summary>The context.</summary>
    public ReadOnlySpan<byte> Context { get; init; }

    /// <summary>Takes the context as the program leaves it; empty drops it. Syscall programs need it as long as <see cref="Context"/>.</summary>
    public Span<byte> ContextOut { get; init; }

    /// <summary>How often to run it; 0 is once. Packet programs only.</summary>
    public int Repeat { get; init; }

    /// <summary>The CPU to run it on, or null for the one that this thread is on. Raw tracepoint programs only.</summary>
    public int? Cpu { get; init; }

    /// <summary>Whether what an XDP program says is done with the packet: it is sent, redirected or passed on. Needs kernel 5.18.</summary>
    public bool LiveFrames { get; init; }

    /// <summary>How many packets of <see cref="LiveFrames"/> are worked on at once, up to 256; 0 is the kernel's choice. Needs kernel 5.18.</summary>
    public int BatchSize { get; init; }
}
