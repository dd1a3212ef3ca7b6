using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>
/// Sockets by index: <c>BPF_MAP_TYPE_SOCKMAP</c> (kernel 4.14) to redirect data between them, <c>BPF_MAP_TYPE_REUSEPORT_SOCKARRAY</c>
/// (4.19) to choose who gets a packet or connection, <c>BPF_MAP_TYPE_XSKMAP</c> (4.18) of AF_XDP sockets.
/// </summary>
/// <remarks>
/// A socket that is closed leaves the map by itself. A map of an object needs a loaded object. Every member may be called
/// from any thread.
/// </remarks>
public sealed unsafe class BpfSocketArray : ITypedMap
{
    internal BpfSocketArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Puts a socket in a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="socket">
    /// The socket, for example <see cref="System.Net.Sockets.Socket.SafeHandle"/>. The map keeps no hold on it.
    /// </param>
    /// <param name="mode">Whether the place may or must be taken.</param>
    /// <exception cref="BpfException">
    /// The socket is not of a kind that the map takes: TCP established or listening, UDP, UNIX for SOCKMAP; in a group of
    /// <c>SO_REUSEPORT</c> for REUSEPORT_SOCKARRAY; with a receive ring for XSKMAP.
    /// </exception>
    public void Set(int index, SafeHandle socket, BpfUpdate mode = BpfUpdate.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Map.UpdateWithDescriptor(&index, socket, mode);
    }

    /// <summary>Reads the cookie (<c>SO_COOKIE</c>) of the socket in a place. Values must have 8 bytes; XSKMAP has no cookies.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="cookie">The cookie, or 0.</param>
    /// <returns>Whether there is a socket.</returns>
    /// <exception cref="InvalidOperationException">Values have 4 bytes.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetCookie(int index, out ulong cookie)
    {
        Map.RequireCookies();
        ulong value = 0;
        bool found = Map.TryLookup(&index, &value);
        cookie = value;
        return found;
    }

    /// <summary>Empties a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>Whether there was a socket, as far as the kernel says.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Clear(int index) => Map.DeleteSocket(&index);
}
