using System.Runtime.InteropServices;

namespace Sonde.Bpf;

internal static unsafe partial class Libbpf
{
    // struct bpf_usdt_opts
    internal struct UsdtOptions
    {
        internal nuint Size;
        internal ulong Cookie;
    }

    // struct bpf_tc_hook
    internal struct TrafficHook
    {
        internal nuint Size;
        internal int InterfaceIndex;
        internal TrafficDirection AttachPoint;
        internal uint Parent;
    }

    // struct bpf_tc_opts
    internal struct TrafficOptions
    {
        internal nuint Size;
        internal int ProgramFd;
        internal uint Flags;
        internal uint ProgramId;
        internal uint Handle;
        internal uint Priority;
    }

    [LibraryImport(Name, EntryPoint = "bpf_program__attach_usdt", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint AttachUsdt(nint program, int pid, string path, string provider, string name, UsdtOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_map__attach_struct_ops", SetLastError = true)]
    internal static partial nint AttachStructOps(nint map);

    [LibraryImport(Name, EntryPoint = "bpf_link__destroy")]
    internal static partial int LinkDestroy(nint link);

    [LibraryImport(Name, EntryPoint = "bpf_tc_hook_create")]
    internal static partial int TrafficHookCreate(TrafficHook* hook);

    [LibraryImport(Name, EntryPoint = "bpf_tc_attach")]
    internal static partial int TrafficAttach(TrafficHook* hook, TrafficOptions* options);

    [LibraryImport(Name, EntryPoint = "bpf_tc_detach")]
    internal static partial int TrafficDetach(TrafficHook* hook, TrafficOptions* options);
}
