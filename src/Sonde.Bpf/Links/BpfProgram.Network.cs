using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches an XDP program to a network interface (<c>xdp</c>, a link since kernel 5.9).</summary>
    /// <param name="interfaceName">The interface, for example <c>eth0</c>.</param>
    /// <param name="mode">Where it runs.</param>
    /// <exception cref="BpfException">There is no such interface, it has a program already, or its driver cannot.</exception>
    public BpfLink AttachXdp(string interfaceName, XdpMode mode = XdpMode.Any)
    {
        string target = $"xdp {interfaceName}";
        var attributes = new LinkCreateAttributes
        {
            Target = InterfaceIndex(interfaceName, target),
            AttachType = BpfAttachType.Xdp,
            Flags = (uint)mode,
        };
        return CreateLink(ref attributes, target, KernelFeatures.Bpf);
    }

    /// <summary>Attaches a traffic control program to a network interface, behind those that are there (<c>tcx</c>, kernel 6.6).</summary>
    /// <remarks>The link goes with this process; <see cref="AttachTc"/> is for older kernels.</remarks>
    /// <param name="interfaceName">The interface.</param>
    /// <param name="direction">Which packets.</param>
    /// <param name="first">Whether to run before the programs that are there.</param>
    /// <exception cref="BpfException">There is no such interface, or the kernel is older.</exception>
    public BpfLink AttachTcx(string interfaceName, TrafficDirection direction, bool first = false)
    {
        const uint before = 1u << 3; // BPF_F_BEFORE; alone it means before all
        string target = $"tcx {interfaceName} {direction}";
        var attributes = new LinkCreateAttributes
        {
            Target = InterfaceIndex(interfaceName, target),
            AttachType = direction == TrafficDirection.Ingress ? BpfAttachType.TcxIngress : BpfAttachType.TcxEgress,
            Flags = first ? before : 0,
        };
        return CreateLink(ref attributes, target, KernelFeatures.Bpf, remedy: Since(BpfLinkType.Tcx, "tcx links"));
    }

    /// <summary>Attaches a program to a netkit pair (<c>netkit</c>, kernel 6.7).</summary>
    /// <param name="interfaceName">The primary device of the pair.</param>
    /// <param name="peer">Whether it sees what the peer sends, and not what the primary device sends.</param>
    /// <exception cref="BpfException">There is no such interface, it is not the primary device of a pair, or the kernel is older.</exception>
    public BpfLink AttachNetkit(string interfaceName, bool peer = false)
    {
        string target = $"netkit {interfaceName}";
        var attributes = new LinkCreateAttributes
        {
            Target = InterfaceIndex(interfaceName, target),
            AttachType = peer ? BpfAttachType.NetkitPeer : BpfAttachType.NetkitPrimary,
        };
        try
        {
            return CreateLink(ref attributes, target, KernelFeatures.Bpf, remedy: Since(BpfLinkType.Netkit, "netkit links"));
        }
        catch (BpfException e) when (Since(BpfLinkType.Netkit, "") is null && e.Errno is Errno.ENXIO or Errno.EACCES or Errno.EINVAL)
        {
            throw AttachFailure(target, e.Errno, KernelFeatures.Bpf, e.Errno switch
            {
                Errno.ENXIO => $"{interfaceName} is no netkit device.",
                Errno.EACCES => $"{interfaceName} is the peer of its pair: name the primary device.",
                _ => "It needs a traffic control program, and a kernel with CONFIG_NETKIT.",
            });
        }
    }

    /// <summary>Attaches a program as a filter of classic traffic control (<c>tc</c>), in direct action mode.</summary>
    /// <remarks>The filter is no link: when this process is killed it stays, and <c>tc filter del</c> removes it.</remarks>
    /// <param name="interfaceName">The interface; a <c>clsact</c> queueing discipline is added when it has none, and stays.</param>
    /// <param name="direction">Which packets.</param>
    /// <param name="priority">Lower numbers run first; 0 lets the kernel choose.</param>
    /// <exception cref="BpfException">There is no such interface, or the kernel refused.</exception>
    public BpfLink AttachTc(string interfaceName, TrafficDirection direction, ushort priority = 0)
    {
        string target = $"tc {interfaceName} {direction}";
        int index = (int)InterfaceIndex(interfaceName, target);
        using HandleLease program = LeaseLoaded();
        using LibbpfLog log = _object.BeginLog();
        var hook = new Libbpf.TrafficHook { Size = (nuint)sizeof(Libbpf.TrafficHook), InterfaceIndex = index, AttachPoint = direction };
        int error = Libbpf.TrafficHookCreate(&hook);
        if (error is not 0 and not -(int)Errno.EEXIST)
            throw AttachFailure(target, (Errno)(-error), KernelFeatures.None, "The interface takes no clsact queueing discipline: CONFIG_NET_SCH_INGRESS, and CAP_NET_ADMIN.");
        var options = new Libbpf.TrafficOptions { Size = (nuint)sizeof(Libbpf.TrafficOptions), ProgramFd = (int)program.Descriptor, Priority = priority };
        error = Libbpf.TrafficAttach(&hook, &options);
        return error == 0
            ? Keep(new TrafficFilterAttachment(index, direction, options.Handle, options.Priority), target)
            : throw AttachFailure(target, (Errno)(-error), KernelFeatures.Bpf, "It needs CONFIG_NET_CLS_BPF and CAP_NET_ADMIN.");
    }

    /// <summary>Attaches a program to a hook of netfilter (<c>netfilter</c>, kernel 6.4).</summary>
    /// <param name="family">2 for IPv4 (<c>NFPROTO_IPV4</c>), 10 for IPv6.</param>
    /// <param name="hook">The hook (<c>enum nf_inet_hooks</c>): 0 prerouting, 1 local in, 2 forward, 3 local out, 4 postrouting.</param>
    /// <param name="priority">Lower numbers run first; not the least or the greatest number.</param>
    /// <exception cref="BpfException">The kernel refused, or is older.</exception>
    public BpfLink AttachNetfilter(int family, int hook, int priority)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"netfilter family {family} hook {hook}");
        var attributes = new LinkCreateAttributes
        {
            AttachType = BpfAttachType.Netfilter,
            NetfilterFamily = (uint)family,
            NetfilterHook = (uint)hook,
            NetfilterPriority = priority,
        };
        return CreateLink(ref attributes, target, KernelFeatures.Bpf, remedy: Since(BpfLinkType.Netfilter, "netfilter links"));
    }

    /// <summary>
    /// Attaches a program to a network namespace (<c>flow_dissector</c>, a link since kernel 5.8; <c>sk_lookup</c>, kernel 5.9).
    /// </summary>
    /// <param name="netNamespace">The namespace, for example <c>/proc/self/ns/net</c> opened by <see cref="FdHandle.OpenRead"/>.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLink AttachNetNamespace(FdHandle netNamespace)
        => AttachToDescriptor(netNamespace, AttachType, $"network namespace as {AttachType}");

    /// <summary>
    /// Attaches a program to a cgroup of version 2, behind those that are there (<c>cgroup/…</c>, <c>sockops</c>; a link since kernel 5.7;
    /// <c>lsm_cgroup</c>, kernel 6.0).
    /// </summary>
    /// <param name="path">The folder of the cgroup, for example <c>/sys/fs/cgroup/system.slice</c>.</param>
    /// <exception cref="BpfException">There is no such cgroup, or the kernel refused.</exception>
    public BpfLink AttachCgroup(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireLoaded();
        using FdHandle cgroup = OpenTarget(path, $"cgroup {path}");
        return AttachToDescriptor(cgroup, AttachType, $"cgroup {path}");
    }

    /// <summary>Attaches a program to a socket map or hash (<c>sk_skb</c>, <c>sk_msg</c>).</summary>
    /// <remarks>A link since kernel 6.10; before, the program stays with the map until it is detached or the map is gone.</remarks>
    /// <param name="map">The map.</param>
    /// <exception cref="BpfException">The map is of another type, or has such a program.</exception>
    public BpfLink AttachSocketMap(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        string target = $"socket map {map.Name}";
        using HandleLease program = LeaseLoaded();
        using var lease = new HandleLease(map.Fd);
        var attributes = new LinkCreateAttributes { ProgramFd = program.Descriptor, Target = lease.Descriptor, AttachType = AttachType };
        Errno errno = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
        if (link is not null)
            return Keep(new LinkAttachment(link), target);
        if (errno is not (Errno.EINVAL or Errno.EOPNOTSUPP))
            throw AttachFailure(target, errno, KernelFeatures.Bpf);
        return Keep(ProgramAttachment.Attach(this, map.Fd, AttachType, target), target);
    }

    /// <summary>Has a program filter what a socket receives (<c>socket</c>, SO_ATTACH_BPF).</summary>
    /// <param name="socket">The socket; it must stay open for as long as the link.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLink AttachSocket(System.Net.Sockets.Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        using HandleLease program = LeaseLoaded();
        return Keep(SocketAttachment.Attach(socket.SafeHandle, (int)program.Descriptor, Name), "socket");
    }

    internal BpfLink AttachToDescriptor(FdHandle target, BpfAttachType type, string description)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var lease = new HandleLease(target);
        var attributes = new LinkCreateAttributes { Target = lease.Descriptor, AttachType = type };
        return CreateLink(ref attributes, description, KernelFeatures.Bpf);
    }

    private FdHandle OpenTarget(string path, string target)
    {
        try
        {
            return FdHandle.OpenRead(path);
        }
        catch (KernelException e)
        {
            throw AttachFailure(target, e.Errno, KernelFeatures.None, e.Remedy);
        }
    }

    private uint InterfaceIndex(string interfaceName, string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(interfaceName);
        RequireLoaded();
        uint index = Libc.InterfaceIndex(interfaceName);
        return index != 0
            ? index
            : throw BpfErrors.Refused($"attach program {Name} to", target, Errno.ENODEV, "there is no such interface in this network namespace.");
    }

    private static string? Since(BpfLinkType type, string what)
        => SupportedSince.Of(type) is not { } since || KernelVersion.Current.IsAtLeast(since.Major, since.Minor)
            ? null
            : $"Needs kernel {since} for {what}.";
}
