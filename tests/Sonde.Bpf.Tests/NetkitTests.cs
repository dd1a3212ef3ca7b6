using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class NetkitTests : IDisposable
{
    private const int Packets = 20;
    private readonly Netkit _bpf = Netkit.Open();

    public NetkitTests() => TestKernel.Require(KernelFeatures.Bpf);

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_netkit_program_sees_what_its_end_of_the_pair_sends_until_it_is_disposed()
    {
        using NetkitPair pair = Load();
        BpfLink primary = _bpf.Programs.OnPrimary.AttachNetkit(pair.Primary);
        using BpfLink peer = _bpf.Programs.OnPeer.AttachNetkit(pair.Primary, peer: true);

        Assert.Equal(Packets, pair.Send(Packets));
        Assert.Equal(((ulong)Packets, 0ul), (_bpf.Bss.FromPrimary, _bpf.Bss.FromPeer));
        Assert.Equal(Packets, pair.Send(Packets, fromPeer: true));
        Assert.Equal(((ulong)Packets, (ulong)Packets), (_bpf.Bss.FromPrimary, _bpf.Bss.FromPeer));

        primary.Dispose();
        Assert.Equal(Packets, pair.Send(Packets));
        Assert.Equal(((ulong)Packets, (ulong)Packets), (_bpf.Bss.FromPrimary, _bpf.Bss.FromPeer));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_netkit_program_is_replaced_in_place_by_one_that_drops()
    {
        using NetkitPair pair = Load();
        using BpfLink link = _bpf.Programs.OnPrimary.AttachNetkit(pair.Primary);

        link.Update(_bpf.Programs.OnPrimaryDropped, expected: _bpf.Programs.OnPrimary);

        Assert.Equal(0, pair.Send(Packets));
        Assert.Equal((0ul, (ulong)Packets), (_bpf.Bss.FromPrimary, _bpf.Bss.Dropped));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_netkit_link_names_its_end_of_the_pair_until_the_pair_is_gone()
    {
        using NetkitPair pair = Load();
        using BpfLink onPrimary = _bpf.Programs.OnPrimary.AttachNetkit(pair.Primary);
        using BpfLink onPeer = _bpf.Programs.OnPeer.AttachNetkit(pair.Primary, peer: true);

        var primary = Assert.IsType<BpfInterfaceLinkInfo>(onPrimary.GetInfo());
        var peer = Assert.IsType<BpfInterfaceLinkInfo>(onPeer.GetInfo());
        (uint Primary, uint Peer) devices = (Libc.InterfaceIndex(pair.Primary), Libc.InterfaceIndex(pair.Peer));
        pair.Dispose();
        var gone = Assert.IsType<BpfInterfaceLinkInfo>(onPrimary.GetInfo());

        Assert.Equal((BpfLinkType.Netkit, BpfAttachType.NetkitPrimary, devices.Primary), (primary.Type, primary.AttachType, primary.InterfaceIndex));
        Assert.Equal((BpfLinkType.Netkit, BpfAttachType.NetkitPeer, devices.Peer), (peer.Type, peer.AttachType, peer.InterfaceIndex));
        Assert.Equal(_bpf.Programs.OnPrimary.GetInfo().Id, primary.ProgramId);
        Assert.Equal(0u, gone.InterfaceIndex);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_device_that_takes_no_netkit_program_is_explained()
    {
        using NetkitPair pair = Load();

        var loopback = Assert.Throws<BpfException>(() => _bpf.Programs.OnPrimary.AttachNetkit("lo"));
        var peer = Assert.Throws<BpfException>(() => _bpf.Programs.OnPeer.AttachNetkit(pair.Peer, peer: true));

        Assert.EndsWith("lo is no netkit device.", loopback.Message, StringComparison.Ordinal);
        Assert.EndsWith($"{pair.Peer} is the peer of its pair: name the primary device.", peer.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Where_there_is_no_netkit_the_error_names_the_kernel_or_the_option_that_has_it()
    {
        bool isOld = !KernelVersion.Current.IsAtLeast(6, 7);
        if (!isOld)
            Assert.SkipWhen(BpfFeatures.LinkType(BpfLinkType.Netkit).IsYes, "this kernel has netkit");
        using Attachments bpf = Attachments.Open();
        foreach (BpfProgram program in bpf.Object.Programs)
            program.AutoLoad = program.Name == "on_packet";
        bpf.Load();

        var e = Assert.Throws<BpfException>(() => bpf.Programs.OnPacket.AttachNetkit("lo"));

        Assert.Contains(isOld ? "Needs kernel 6.7 for netkit links" : "CONFIG_NETKIT", e.Message, StringComparison.Ordinal);
    }

    private NetkitPair Load()
    {
        TestKernel.RequireVersion(6, 7);
        _bpf.Load();
        return NetkitPair.Create();
    }
}
