using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    // The leading fields of struct bpf_kprobe_opts.
    internal struct KprobeOptions
    {
        internal nuint Size;
        internal ulong Cookie;
        internal nuint Offset;
        internal byte IsReturn;
    }

    // The leading fields of struct bpf_uprobe_opts.
    internal struct UprobeOptions
    {
        internal nuint Size;
        internal nuint ReferenceCounterOffset;
        internal ulong Cookie;
        internal byte IsReturn;
    }

    // struct bpf_tracepoint_opts
    internal struct TracepointOptions
    {
        internal nuint Size;
        internal ulong Cookie;
    }

    [LibraryImport(Name, EntryPoint = "bpf_program__attach", SetLastError = true)]
    internal static partial nint Attach(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_kprobe_opts", SetLastError = true)]
    internal static partial nint AttachKprobe(nint program, byte* function, KprobeOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_uprobe_opts", SetLastError = true)]
    internal static partial nint AttachUprobe(nint program, int pid, byte* path, nuint offset, UprobeOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_tracepoint_opts", SetLastError = true)]
    internal static partial nint AttachTracepoint(nint program, byte* category, byte* name, TracepointOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_raw_tracepoint", SetLastError = true)]
    internal static partial nint AttachRawTracepoint(nint program, byte* name);

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_trace", SetLastError = true)]
    internal static partial nint AttachTrace(nint program);

    [LibraryImport(Name, EntryPoint = "bpf_link__destroy")]
    internal static partial int LinkDestroy(nint link);
}
