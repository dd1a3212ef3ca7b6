using System.Runtime.InteropServices;
using System.Text;
using Sonde.Kernel;

namespace Sonde.Bpf.Tests;

/// <summary>Messages to rtnetlink (uapi/linux/netlink.h, rtnetlink.h, if_link.h).</summary>
internal sealed unsafe partial class NetkitPair
{
    private const ushort NewLink = 16; // RTM_NEWLINK
    private const ushort DeleteLink = 17; // RTM_DELLINK
    private const ushort Request = 1 | 4; // NLM_F_REQUEST, NLM_F_ACK
    private const ushort Exclusive = 0x200; // NLM_F_EXCL
    private const ushort CreateNew = 0x400; // NLM_F_CREATE
    private const ushort InterfaceName = 3; // IFLA_IFNAME
    private const ushort LinkInfo = 18; // IFLA_LINKINFO
    private const ushort InfoKind = 1; // IFLA_INFO_KIND
    private const ushort InfoData = 2; // IFLA_INFO_DATA
    private const int HeaderSize = 16; // struct nlmsghdr

    private static Errno Ask(ushort type, ushort flags, byte[] body)
    {
        byte[] message =
        [
            .. BitConverter.GetBytes(HeaderSize + body.Length), .. BitConverter.GetBytes(type), .. BitConverter.GetBytes((ushort)(Request | flags)),
            .. BitConverter.GetBytes(1), .. BitConverter.GetBytes(0), .. body,
        ];
        byte[] answer = new byte[4096];
        const int netlink = 16; // AF_NETLINK
        const int raw = 3; // SOCK_RAW
        int socket = OpenSocket(netlink, raw, 0);
        Assert.True(socket >= 0);
        using var owned = new FdHandle();
        owned.Own(socket);
        fixed (byte* sent = message, received = answer)
        {
            Assert.Equal(message.Length, Write(socket, sent, message.Length));
            Assert.True(Read(socket, received, answer.Length) >= HeaderSize + sizeof(int));
        }

        return (Errno)(-BitConverter.ToInt32(answer, HeaderSize)); // struct nlmsgerr
    }

    // struct ifinfomsg
    private static byte[] Interface(bool up)
    {
        byte[] flags = BitConverter.GetBytes(up ? 1 : 0); // IFF_UP
        return [0, 0, 0, 0, 0, 0, 0, 0, .. flags, .. flags];
    }

    private static byte[] Name(string device) => Attribute(InterfaceName, Encoding.UTF8.GetBytes(device + '\0'));

    // Lengths are without the padding that follows.
    private static byte[] Attribute(ushort type, ReadOnlySpan<byte> value)
        => [.. BitConverter.GetBytes((ushort)(4 + value.Length)), .. BitConverter.GetBytes(type), .. value, .. new byte[-value.Length & 3]];

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int socket, byte* data, nint size);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int socket, byte* data, nint size);
}
