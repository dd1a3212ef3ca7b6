using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Asks the kernel about a link, by its descriptor.</summary>
/// <remarks>A first call gives the type and the counts, a second one fills buffers made for them.</remarks>
internal static unsafe class LinkInfo
{
    private const int LongestPath = 4096;
    private const uint MultiReturn = 1; // BPF_F_KPROBE_MULTI_RETURN, BPF_F_UPROBE_MULTI_RETURN

    public static BpfLinkInfo Read(FdHandle link)
    {
        LinkInfoData data = default;
        KernelObjects.Read(link, ref data, "link");
        uint id = data.Id;
        uint program = data.ProgramId;
        return data.Type switch
        {
            BpfLinkType.RawTracepoint => ReadRawTracepoint(link),
            BpfLinkType.Tracing => new BpfTracingLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program,
                AttachType = data.TracingAttachType, TargetId = data.TracingObjectId, TargetTypeId = data.TracingTypeId, Cookie = data.TracingCookie,
            },
            BpfLinkType.Cgroup => new BpfCgroupLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program, CgroupId = data.CgroupId, AttachType = data.CgroupAttachType,
            },
            BpfLinkType.Iterator => ReadIterator(link),
            BpfLinkType.NetworkNamespace => new BpfNamespaceLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program, Inode = data.NamespaceInode, AttachType = data.AttachType,
            },
            BpfLinkType.Xdp => new BpfInterfaceLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program, InterfaceIndex = data.InterfaceIndex, AttachType = BpfAttachType.Xdp,
            },
            BpfLinkType.Tcx or BpfLinkType.Netkit => new BpfInterfaceLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program, InterfaceIndex = data.InterfaceIndex, AttachType = data.AttachType,
            },
            BpfLinkType.PerfEvent => ReadPerfEvent(link),
            BpfLinkType.KprobeMulti => ReadKprobeMulti(link, data),
            BpfLinkType.UprobeMulti => ReadUprobeMulti(link, data),
            BpfLinkType.StructOps => new BpfStructOpsLinkInfo { Id = id, Type = data.Type, ProgramId = program, MapId = data.MapId },
            BpfLinkType.SocketMap => new BpfSocketMapLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program, MapId = data.MapId, AttachType = data.AttachType,
            },
            BpfLinkType.Netfilter => new BpfNetfilterLinkInfo
            {
                Id = id, Type = data.Type, ProgramId = program,
                Family = data.NetfilterFamily, Hook = data.NetfilterHook, Priority = data.NetfilterPriority,
            },
            _ => new BpfLinkInfo { Id = id, Type = data.Type, ProgramId = program },
        };
    }

    private static BpfRawTracepointLinkInfo ReadRawTracepoint(FdHandle link)
    {
        byte* name = stackalloc byte[LongestPath];
        LinkInfoData data = ReadTargetName(link, name);
        return new() { Id = data.Id, Type = data.Type, ProgramId = data.ProgramId, Tracepoint = Text(name), Cookie = data.RawTracepointCookie };
    }

    private static BpfIteratorLinkInfo ReadIterator(FdHandle link)
    {
        byte* name = stackalloc byte[LongestPath];
        LinkInfoData data = ReadTargetName(link, name);
        string target = Text(name);
        bool ofTask = target.StartsWith("task", StringComparison.Ordinal);
        return new()
        {
            Id = data.Id, Type = data.Type, ProgramId = data.ProgramId,
            Target = target,
            MapId = target.EndsWith("_elem", StringComparison.Ordinal) || target == "bpf_sk_storage_map" ? data.IteratorMapId : 0,
            CgroupId = target == "cgroup" ? data.IteratorCgroupId : 0,
            ThreadId = ofTask ? data.IteratorThreadId : 0,
            ProcessId = ofTask ? data.IteratorProcessId : 0,
        };
    }

    private static LinkInfoData ReadTargetName(FdHandle link, byte* name)
    {
        name[0] = 0;
        var data = new LinkInfoData { TargetName = name, TargetNameLength = LongestPath };
        KernelObjects.Read(link, ref data, "link");
        return data;
    }

    private static BpfPerfEventLinkInfo ReadPerfEvent(FdHandle link)
    {
        byte* name = stackalloc byte[LongestPath];
        name[0] = 0;
        var data = new LinkInfoData { PerfEventName = name, PerfEventNameLength = LongestPath };
        KernelObjects.Read(link, ref data, "link");
        var kind = (BpfPerfEventKind)data.PerfEventKind;
        bool isKprobe = kind is BpfPerfEventKind.Kprobe or BpfPerfEventKind.Kretprobe;
        bool isUprobe = kind is BpfPerfEventKind.Uprobe or BpfPerfEventKind.Uretprobe;
        bool isEvent = kind == BpfPerfEventKind.Event;
        return new()
        {
            Id = data.Id, Type = data.Type, ProgramId = data.ProgramId,
            Kind = kind,
            Target = isEvent ? "" : Text(name),
            Offset = isKprobe || isUprobe ? data.PerfEventOffset : 0,
            Address = isKprobe ? data.PerfEventAddress : 0,
            Cookie = isKprobe ? data.PerfEventKprobeCookie : kind == BpfPerfEventKind.Unknown ? 0 : data.PerfEventCookie,
            Missed = isKprobe ? data.PerfEventMissed : 0,
            EventType = isEvent ? data.PerfEventType : 0,
            EventConfig = isEvent ? data.PerfEventConfig : 0,
        };
    }

    private static BpfKprobeMultiLinkInfo ReadKprobeMulti(FdHandle link, LinkInfoData counted)
    {
        ulong[] addresses = new ulong[counted.KprobeCount];
        ulong[] cookies = new ulong[counted.KprobeCount];
        fixed (ulong* address = addresses)
        fixed (ulong* cookie = cookies)
        {
            var data = new LinkInfoData { KprobeAddresses = address, KprobeCount = counted.KprobeCount, KprobeCookies = cookie };
            if (counted.KprobeCount > 0)
                KernelObjects.Read(link, ref data, "link");
            return new()
            {
                Id = counted.Id, Type = counted.Type, ProgramId = counted.ProgramId,
                Addresses = addresses, Cookies = cookies, IsReturn = (counted.KprobeFlags & MultiReturn) != 0, Missed = counted.KprobeMissed,
            };
        }
    }

    private static BpfUprobeMultiLinkInfo ReadUprobeMulti(FdHandle link, LinkInfoData counted)
    {
        byte* path = stackalloc byte[LongestPath];
        path[0] = 0;
        ulong[] offsets = new ulong[counted.UprobeCount];
        ulong[] cookies = new ulong[counted.UprobeCount];
        fixed (ulong* offset = offsets)
        fixed (ulong* cookie = cookies)
        {
            var data = new LinkInfoData
            {
                UprobePath = path, UprobePathLength = LongestPath, UprobeOffsets = offset, UprobeCookies = cookie, UprobeCount = counted.UprobeCount,
            };
            if (counted.UprobeCount > 0)
                KernelObjects.Read(link, ref data, "link");
            return new()
            {
                Id = counted.Id, Type = counted.Type, ProgramId = counted.ProgramId,
                Path = Text(path), Offsets = offsets, Cookies = cookies, ProcessId = counted.UprobeProcessId,
                IsReturn = (counted.UprobeFlags & MultiReturn) != 0,
            };
        }
    }

    private static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text)!;
}
