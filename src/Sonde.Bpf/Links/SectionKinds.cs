namespace Sonde.Bpf;

/// <summary>Sections that say a program's type and that libbpf learned after 1.0, so that an older one can load them too.</summary>
internal static class SectionKinds
{
    private static readonly Dictionary<string, (BpfProgramType Program, BpfAttachType Attach)> Later = new(StringComparer.Ordinal)
    {
        ["uprobe.multi"] = (BpfProgramType.Kprobe, BpfAttachType.TraceUprobeMulti), // 1.3
        ["uretprobe.multi"] = (BpfProgramType.Kprobe, BpfAttachType.TraceUprobeMulti),
        ["kprobe.session"] = (BpfProgramType.Kprobe, BpfAttachType.TraceKprobeSession), // 1.5
        ["uprobe.session"] = (BpfProgramType.Kprobe, BpfAttachType.TraceUprobeSession), // 1.6
        ["tcx/ingress"] = (BpfProgramType.TrafficClassifier, BpfAttachType.TcxIngress), // 1.3
        ["tcx/egress"] = (BpfProgramType.TrafficClassifier, BpfAttachType.TcxEgress),
        ["tc/ingress"] = (BpfProgramType.TrafficClassifier, BpfAttachType.TcxIngress),
        ["tc/egress"] = (BpfProgramType.TrafficClassifier, BpfAttachType.TcxEgress),
        ["netkit/primary"] = (BpfProgramType.TrafficClassifier, BpfAttachType.NetkitPrimary), // 1.3
        ["netkit/peer"] = (BpfProgramType.TrafficClassifier, BpfAttachType.NetkitPeer),
        ["netfilter"] = (BpfProgramType.Netfilter, BpfAttachType.Netfilter), // 1.3
        ["cgroup/connect_unix"] = (BpfProgramType.CgroupSocketAddress, BpfAttachType.CgroupUnixConnect), // 1.3
        ["cgroup/sendmsg_unix"] = (BpfProgramType.CgroupSocketAddress, BpfAttachType.CgroupUnixSendMessage),
        ["cgroup/recvmsg_unix"] = (BpfProgramType.CgroupSocketAddress, BpfAttachType.CgroupUnixReceiveMessage),
        ["cgroup/getpeername_unix"] = (BpfProgramType.CgroupSocketAddress, BpfAttachType.CgroupUnixGetPeerName),
        ["cgroup/getsockname_unix"] = (BpfProgramType.CgroupSocketAddress, BpfAttachType.CgroupUnixGetSocketName),
    };

    /// <summary>What a section name says, where older versions of libbpf do not know it.</summary>
    public static bool TryGet(string section, out BpfProgramType program, out BpfAttachType attach)
    {
        SectionTarget target = SectionTarget.Parse(section);
        bool found = Later.TryGetValue(target.Kind, out (BpfProgramType Program, BpfAttachType Attach) kind)
            || Later.TryGetValue($"{target.Kind}/{target.Target}", out kind);
        (program, attach) = kind;
        return found;
    }
}
