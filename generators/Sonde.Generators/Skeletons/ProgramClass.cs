namespace Sonde.Generators.Skeletons;

/// <summary>The class of the runtime library that has the attach methods of a program, by its section.</summary>
internal static class ProgramClass
{
    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["kprobe"] = "KprobeProgram",
        ["kretprobe"] = "KprobeProgram",
        ["kprobe.multi"] = "KprobeProgram",
        ["kretprobe.multi"] = "KprobeProgram",
        ["kprobe.session"] = "KprobeProgram",
        ["ksyscall"] = "KprobeProgram",
        ["kretsyscall"] = "KprobeProgram",
        ["uprobe"] = "KprobeProgram",
        ["uretprobe"] = "KprobeProgram",
        ["uprobe.multi"] = "KprobeProgram",
        ["uretprobe.multi"] = "KprobeProgram",
        ["uprobe.session"] = "KprobeProgram",
        ["usdt"] = "KprobeProgram",
        ["tp"] = "TracepointProgram",
        ["tracepoint"] = "TracepointProgram",
        ["raw_tp"] = "RawTracepointProgram",
        ["raw_tracepoint"] = "RawTracepointProgram",
        ["raw_tp.w"] = "RawTracepointProgram",
        ["raw_tracepoint.w"] = "RawTracepointProgram",
        ["tp_btf"] = "TracingProgram",
        ["fentry"] = "TracingProgram",
        ["fexit"] = "TracingProgram",
        ["fmod_ret"] = "TracingProgram",
        ["lsm"] = "TracingProgram",
        ["freplace"] = "TracingProgram",
        ["iter"] = "IteratorProgram",
        ["perf_event"] = "PerfEventProgram",
        ["xdp"] = "XdpProgram",
        ["xdp.frags"] = "XdpProgram",
        ["tc"] = "TrafficProgram",
        ["tcx"] = "TrafficProgram",
        ["netkit"] = "TrafficProgram",
        ["classifier"] = "TrafficProgram",
        ["action"] = "TrafficProgram",
        ["cgroup"] = "CgroupProgram",
        ["cgroup_skb"] = "CgroupProgram",
        ["lsm_cgroup"] = "CgroupProgram",
        ["sockops"] = "CgroupProgram",
        ["socket"] = "SocketFilterProgram",
        ["sk_skb"] = "SocketMapProgram",
        ["sk_msg"] = "SocketMapProgram",
        ["sk_lookup"] = "NetNamespaceProgram",
        ["flow_dissector"] = "NetNamespaceProgram",
        ["netfilter"] = "NetfilterProgram",
        ["syscall"] = "SyscallProgram",
        ["struct_ops"] = "StructOpsProgram",
    };

    /// <summary>The class, or null for a section that says no type, or one without methods of its own.</summary>
    public static string? Find(string section)
    {
        // "?" only asks for no loading, ".s" for a program that may sleep.
        string kind = section.StartsWith("?", StringComparison.Ordinal) ? section.Substring(1) : section;
        int slash = kind.IndexOf('/');
        if (slash >= 0)
            kind = kind.Substring(0, slash);
        if (kind.EndsWith(".s", StringComparison.Ordinal))
            kind = kind.Substring(0, kind.Length - 2);
        return Classes.TryGetValue(kind, out string? name) ? "global::Sonde.Bpf." + name : null;
    }
}
