using System.Net;
using System.Net.Sockets;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class SocketMapTests
{
    private const int SolSocket = 1;
    private const int SoCookie = 57;

    public SocketMapTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_connected_socket_is_kept_by_index_and_leaves_when_it_is_closed()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.SocketMap, "sockets", 4));
        BpfSocketArray sockets = map.AsSocketMap();
        using var pair = new Connection();

        sockets.Set(2, pair.Client.SafeHandle);

        Assert.True(sockets.TryGetCookie(2, out ulong cookie));
        Assert.Equal(CookieOf(pair.Client), cookie);
        Assert.False(sockets.TryGetCookie(1, out _));
        Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => sockets.Set(2, pair.Server.SafeHandle, BpfUpdate.Create)).Errno);
        sockets.Set(2, pair.Server.SafeHandle);
        Assert.True(sockets.TryGetCookie(2, out cookie));
        Assert.Equal(CookieOf(pair.Server), cookie);
        Assert.True(sockets.Clear(2));
        Assert.False(sockets.Clear(2));
        Assert.False(sockets.TryGetCookie(2, out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_connected_socket_is_kept_by_key()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<long, ulong>(BpfMapType.SocketHash, "sockets", 4));
        BpfSocketHash<long> sockets = map.AsSocketHash<long>();
        using var pair = new Connection();

        sockets.Set(-5, pair.Client.SafeHandle);

        Assert.True(sockets.TryGetCookie(-5, out ulong cookie));
        Assert.Equal(CookieOf(pair.Client), cookie);
        Assert.True(sockets.Delete(-5));
        Assert.False(sockets.Delete(-5));
        Assert.False(sockets.TryGetCookie(-5, out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_sockets_of_a_port_are_kept_by_index()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.ReusePortArray, "port", 4));
        BpfSocketArray sockets = map.AsReusePortArray();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        const int soReusePort = 15;
        socket.SetRawSocketOption(SolSocket, soReusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        sockets.Set(1, socket.SafeHandle);

        Assert.True(sockets.TryGetCookie(1, out ulong cookie));
        Assert.Equal(CookieOf(socket), cookie);
        Assert.True(sockets.Clear(1));
        Assert.False(sockets.Clear(1));
    }

    [Fact]
    public void What_is_no_socket_is_refused()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.SocketMap, "sockets", 4));
        using FdHandle file = FdHandle.OpenRead("/proc/self/stat");

        Assert.Throws<BpfException>(() => map.AsSocketMap().Set(0, file));
        Assert.Throws<InvalidOperationException>(() => map.AsSocketMap().TryGetCookie(0, out _));
    }

    private static ulong CookieOf(Socket socket)
    {
        byte[] cookie = new byte[8];
        socket.GetRawSocketOption(SolSocket, SoCookie, cookie);
        return BitConverter.ToUInt64(cookie);
    }

    private sealed class Connection : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public Connection()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            Client.Connect(_listener.LocalEndPoint!);
            Server = _listener.Accept();
        }

        public Socket Client { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public Socket Server { get; }

        public void Dispose()
        {
            Client.Dispose();
            Server.Dispose();
            _listener.Dispose();
        }
    }
}
