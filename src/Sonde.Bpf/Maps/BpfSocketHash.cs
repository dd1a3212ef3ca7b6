using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>Sockets by key, to redirect data between them: <c>BPF_MAP_TYPE_SOCKHASH</c>, kernel 4.18.</summary>
/// <remarks>
/// A socket that is closed leaves the map by itself. A map of an object needs a loaded object. Every member may be called
/// from any thread.
/// </remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
public sealed unsafe class BpfSocketHash<TKey> : ITypedMap
    where TKey : unmanaged
{
    internal BpfSocketHash(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Sets the socket of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="socket">
    /// The socket, for example <see cref="System.Net.Sockets.Socket.SafeHandle"/>. The map keeps no hold on it.
    /// </param>
    /// <param name="mode">Whether the key may or must exist.</param>
    /// <exception cref="BpfException">The socket is not TCP established or listening, UDP or UNIX, or the map is full.</exception>
    public void Set(in TKey key, SafeHandle socket, BpfUpdate mode = BpfUpdate.Any)
    {
        ArgumentNullException.ThrowIfNull(socket);
        fixed (TKey* pointer = &key)
            Map.UpdateWithDescriptor(pointer, socket, mode);
    }

    /// <summary>Reads the cookie (<c>SO_COOKIE</c>) of a key's socket. Values must have 8 bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cookie">The cookie, or 0.</param>
    /// <returns>Whether the map has the key.</returns>
    /// <exception cref="InvalidOperationException">Values have 4 bytes.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetCookie(in TKey key, out ulong cookie)
    {
        Map.RequireCookies();
        ulong value = 0;
        bool found;
        fixed (TKey* pointer = &key)
            found = Map.TryLookup(pointer, &value);
        cookie = value;
        return found;
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the map had it.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(in TKey key)
    {
        fixed (TKey* pointer = &key)
            return Map.DeleteSocket(pointer);
    }
}
