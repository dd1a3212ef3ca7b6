using System.Net;
using System.Net.Sockets;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Programs on network interfaces, sockets, namespaces and cgroups.</summary>
public sealed class NetworkLinkTests : IDisposable
{
    private const int Packets = 20;
    private readonly Attachments _bpf = Attachments.Open();

    public NetworkLinkTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        foreach (BpfProgram program in _bpf.Object.Programs)
            program.AutoLoad = false;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_classic_tc_filter_sees_packets_until_it_is_disposed()
    {
        Load(_bpf.Programs.OnPacket);
        BpfLink link = _bpf.Programs.OnPacket.AttachTc("lo", TrafficDirection.Egress);
        Send();
        ulong seen = _bpf.Bss.Calls;

        link.Dispose();
        Send();

        Assert.InRange(seen, (ulong)Packets, ulong.MaxValue);
        Assert.Equal(seen, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tcx_link_sees_packets_and_its_program_is_replaced_in_place()
    {
        TestKernel.RequireVersion(6, 6);
        Load(_bpf.Programs.OnTcx, _bpf.Programs.OnTcxReplaced);
        using BpfLink link = _bpf.Programs.OnTcx.AttachTcx("lo", TrafficDirection.Ingress);
        Send();
        ulong first = _bpf.Bss.Calls;

        link.Update(_bpf.Programs.OnTcxReplaced, expected: _bpf.Programs.OnTcx);
        Send();

        Assert.InRange(first, (ulong)Packets, ulong.MaxValue);
        Assert.Equal(first, _bpf.Bss.Calls);
        Assert.InRange(_bpf.Bss.Replaced, (ulong)Packets, ulong.MaxValue);
        Assert.Throws<BpfException>(() => link.Update(_bpf.Programs.OnTcxReplaced, expected: _bpf.Programs.OnTcx));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Where_there_is_no_tcx_the_error_names_the_kernel_that_has_it()
    {
        Assert.SkipWhen(KernelVersion.Current.IsAtLeast(6, 6), "this kernel has tcx");
        _bpf.Programs.OnPacket.AttachType = BpfAttachType.CgroupInetIngress; // The kernel does not know tcx's.
        Load(_bpf.Programs.OnPacket);

        var e = Assert.Throws<BpfException>(() => _bpf.Programs.OnPacket.AttachTcx("lo", TrafficDirection.Ingress));

        Assert.Contains("Needs kernel 6.6 for tcx links", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_xdp_link_sees_packets_and_can_be_detached_while_its_handle_lives()
    {
        Load(_bpf.Programs.OnXdp, _bpf.Programs.OnXdpReplaced);
        using BpfLink link = _bpf.Programs.OnXdp.AttachXdp("lo", XdpMode.Generic);
        Send();
        ulong first = _bpf.Bss.Calls;
        link.Update(_bpf.Programs.OnXdpReplaced);
        Send();
        ulong second = _bpf.Bss.Replaced;

        link.Detach();
        Send();

        Assert.InRange(first, (ulong)Packets, ulong.MaxValue);
        Assert.InRange(second, (ulong)Packets, ulong.MaxValue);
        Assert.Equal((first, second), (_bpf.Bss.Calls, _bpf.Bss.Replaced));
    }

    [Fact]
    public void An_interface_that_is_missing_is_named()
    {
        Load(_bpf.Programs.OnXdp);

        var e = Assert.Throws<BpfException>(() => _bpf.Programs.OnXdp.AttachXdp("nosuch0"));

        Assert.Equal("attach program on_xdp to xdp nosuch0: there is no such interface in this network namespace.", e.Message);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_cgroup_program_sees_packets_of_its_cgroup()
    {
        Load(_bpf.Programs.OnCgroupPacket);
        using BpfLink link = _bpf.Programs.OnCgroupPacket.AttachCgroup(TestKernel.CgroupRoot);
        Send();
        Assert.InRange(_bpf.Bss.Calls, (ulong)Packets, ulong.MaxValue);
    }

    [Fact]
    public void A_cgroup_that_is_missing_is_named()
    {
        Load(_bpf.Programs.OnCgroupPacket);

        var e = Assert.Throws<BpfException>(() => _bpf.Programs.OnCgroupPacket.AttachCgroup("/no/such/cgroup"));

        Assert.Equal(Errno.ENOENT, e.Errno);
        Assert.Contains("/no/such/cgroup", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_socket_lookup_program_runs_for_each_connection_to_its_namespace()
    {
        Load(_bpf.Programs.OnSocketLookup);
        using FdHandle netNamespace = FdHandle.OpenRead("/proc/self/ns/net");
        using BpfLink link = _bpf.Programs.OnSocketLookup.AttachNetNamespace(netNamespace);
        Send();
        Assert.InRange(_bpf.Bss.Calls, (ulong)Packets, ulong.MaxValue);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_socket_filter_sees_what_its_socket_receives_and_no_more_when_disposed()
    {
        Load(_bpf.Programs.OnSocket);
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        BpfLink link = _bpf.Programs.OnSocket.AttachSocket(receiver.Client);
        SendTo(receiver);
        Assert.Equal((ulong)Packets, _bpf.Bss.Calls);

        link.Dispose();
        SendTo(receiver);

        Assert.Equal((ulong)Packets, _bpf.Bss.Calls);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_stream_verdict_program_can_be_attached_to_a_socket_map_and_detached()
    {
        Load(_bpf.Programs.OnStream);
        BpfMap sockets = _bpf.Object.GetMap("sockets");
        BpfLink link = _bpf.Programs.OnStream.AttachSocketMap(sockets);
        if (KernelVersion.Current.IsAtLeast(6, 10)) // Before, the new one takes the place of the old.
            Assert.Throws<BpfException>(() => _bpf.Programs.OnStream.AttachSocketMap(sockets));
        link.Dispose();
        _bpf.Programs.OnStream.AttachSocketMap(sockets).Dispose();
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_netfilter_program_sees_packets()
    {
        TestKernel.RequireVersion(6, 4);
        Load(_bpf.Programs.OnNetfilter);
        const int ipv4 = 2;
        const int localOut = 3;
        using BpfLink link = _bpf.Programs.OnNetfilter.AttachNetfilter(ipv4, localOut, -128);
        Send();
        Assert.InRange(_bpf.Bss.Calls, (ulong)Packets, ulong.MaxValue);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_pinned_link_outlives_its_handle_and_detaches_when_the_pin_goes()
    {
        Load(_bpf.Programs.OnXdp);
        string pin = Path.Combine(TestKernel.BpfFileSystem, $"sonde-test-{Environment.ProcessId}-link");
        try
        {
            BpfLink link = _bpf.Programs.OnXdp.AttachXdp("lo", XdpMode.Generic);
            link.Pin(pin);
            link.Dispose();
            Send();
            Assert.InRange(_bpf.Bss.Calls, (ulong)Packets, ulong.MaxValue);

            using (BpfLink opened = BpfLink.OpenPinned(pin))
                opened.Detach();
            ulong seen = _bpf.Bss.Calls;
            Send();
            Assert.Equal(seen, _bpf.Bss.Calls);
        }
        finally
        {
            File.Delete(pin);
        }
    }

    [Fact]
    public void A_path_outside_of_a_bpf_file_system_is_explained()
    {
        Load(_bpf.Programs.OnXdp);
        using BpfLink link = _bpf.Programs.OnXdp.AttachXdp("lo", XdpMode.Generic);

        var e = Assert.Throws<BpfException>(() => link.Pin("/tmp/sonde-no-bpffs"));

        Assert.Contains("/tmp is not in a BPF file system: ", e.Message, StringComparison.Ordinal);
    }

    private void Load(params BpfProgram[] programs)
    {
        foreach (BpfProgram program in programs)
            program.AutoLoad = true;
        _bpf.Load();
    }

    private static void Send()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        SendTo(receiver);
    }

    private static void SendTo(UdpClient receiver)
    {
        using var sender = new UdpClient();
        IPEndPoint? from = null;
        receiver.Client.ReceiveTimeout = 10_000;
        for (int i = 0; i < Packets; i++)
        {
            sender.Send([1, 2, 3], (IPEndPoint)receiver.Client.LocalEndPoint!);
            receiver.Receive(ref from);
        }
    }
}
