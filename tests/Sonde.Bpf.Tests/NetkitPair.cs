using System.Net;
using System.Net.Sockets;
using System.Text;
using Sonde.Kernel;

namespace Sonde.Bpf.Tests;

/// <summary>A pair of netkit devices, both up: what one sends the other receives. Made by rtnetlink, as <c>ip</c> may be older than they are.</summary>
internal sealed partial class NetkitPair : IDisposable
{
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;

    private NetkitPair(string name) => (Primary, Peer) = ($"{name}0", $"{name}1");

    /// <summary>The device that programs are attached by.</summary>
    public string Primary { get; }

    public string Peer { get; }

    /// <summary>Makes a pair; the test is skipped where the kernel has none.</summary>
    public static NetkitPair Create()
    {
        var pair = new NetkitPair($"nk{Environment.ProcessId}-");
        const ushort peerInfo = 1; // IFLA_NETKIT_PEER_INFO
        byte[] peer = [.. Interface(up: false), .. Name(pair.Peer)];
        byte[] kind = [.. Attribute(InfoKind, "netkit\0"u8), .. Attribute(InfoData, Attribute(peerInfo, peer))];
        Errno errno = Ask(NewLink, CreateNew | Exclusive, [.. Interface(up: false), .. Name(pair.Primary), .. Attribute(LinkInfo, kind)]);
        Assert.SkipWhen(errno == Errno.EOPNOTSUPP, "this kernel has no netkit devices");
        Assert.Equal(Errno.None, errno);
        foreach (string device in (string[])[pair.Peer, pair.Primary])
            Assert.Equal(Errno.None, Ask(NewLink, 0, [.. Interface(up: true), .. Name(device)]));
        return pair;
    }

    /// <summary>Sends datagrams out of one device, and says how many come in at the other.</summary>
    /// <remarks>Broadcasts, which need no addresses.</remarks>
    public int Send(int count, bool fromPeer = false)
    {
        using Socket receiver = Open(fromPeer ? Primary : Peer);
        using Socket sender = Open(fromPeer ? Peer : Primary);
        int port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        for (int i = 0; i < count; i++)
            sender.SendTo([1, 2, 3], new IPEndPoint(IPAddress.Broadcast, port));

        int received = 0;
        for (; received < count && receiver.Poll(TimeSpan.FromSeconds(2), SelectMode.SelectRead); received++)
            receiver.Receive(new byte[16]);
        return received;
    }

    /// <summary>Removes the pair.</summary>
    public void Dispose() => Ask(DeleteLink, 0, [.. Interface(up: false), .. Name(Primary)]);

    private static Socket Open(string device)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
        socket.SetRawSocketOption(SolSocket, SoBindToDevice, Encoding.UTF8.GetBytes(device + '\0'));
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return socket;
    }
}
