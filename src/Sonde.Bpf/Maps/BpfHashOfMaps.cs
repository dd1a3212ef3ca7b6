using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>A hash table of maps: <c>BPF_MAP_TYPE_HASH_OF_MAPS</c>, kernel 4.12.</summary>
/// <remarks>
/// When <see cref="Set"/> and <see cref="Delete"/> return, no program uses the map that was there any more (sleepable programs
/// excepted): it can be read without missing anything. A map of an object needs a loaded object. Any thread may call.
/// </remarks>
/// <typeparam name="TKey">The layout of a key.</typeparam>
public sealed unsafe class BpfHashOfMaps<TKey> : ITypedMap
    where TKey : unmanaged
{
    internal BpfHashOfMaps(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Creates a map that this one can hold. The caller disposes it; a key of the table keeps it in the kernel.</summary>
    /// <param name="name">Its name; may be empty.</param>
    /// <exception cref="InvalidOperationException">The template is not known: this map was opened from a pin or by id.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap CreateInner(string name = "") => Map.CreateInner(name);

    /// <summary>Sets the map of a key, instead of the one that it has.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <exception cref="BpfException">The map is not as the template, the table is full, or the kernel refused.</exception>
    public void Set(in TKey key, BpfMap inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        fixed (TKey* pointer = &key)
            Map.SetInner(pointer, inner);
    }

    /// <summary>Sets the map of a key and gives the one that it had, which the caller disposes. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="key">The key.</param>
    /// <param name="inner">A map as the template; it may be disposed afterwards.</param>
    /// <returns>The map that it had, or null.</returns>
    /// <exception cref="BpfException">The map is not as the template, the table is full, or the kernel refused.</exception>
    public BpfMap? Swap(in TKey key, BpfMap inner)
    {
        BpfMap? old = Get(key);
        try
        {
            Set(key, inner);
            return old;
        }
        catch
        {
            old?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the map of a key. The caller disposes it. Needs CAP_SYS_ADMIN.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The map, or null when the table has no such key.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfMap? Get(in TKey key)
    {
        fixed (TKey* pointer = &key)
            return Map.GetInner(pointer);
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether the key was in the table.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(in TKey key)
    {
        fixed (TKey* pointer = &key)
            return Map.Delete(pointer);
    }

    /// <summary>Walks the keys that the table has now.</summary>
    public IEnumerable<TKey> Keys()
    {
        using var cursor = new MapCursor(Map);
        while (cursor.MoveNext())
            yield return Unsafe.ReadUnaligned<TKey>(in cursor.Key[0]);
    }
}
