namespace Sonde.Bpf;

/// <summary>
/// Network devices that XDP programs send packets to with <c>bpf_redirect_map</c>: <c>BPF_MAP_TYPE_DEVMAP</c> (kernel 4.14), by
/// index, or <c>BPF_MAP_TYPE_DEVMAP_HASH</c> (5.4), by any key of 4 bytes.
/// </summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread.</remarks>
public sealed unsafe class BpfDeviceMap : ITypedMap
{
    internal BpfDeviceMap(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Sets the device of a key.</summary>
    /// <param name="key">The key; an index for DEVMAP.</param>
    /// <param name="interfaceIndex">The device, as <c>if_nametoindex</c> gives it.</param>
    /// <param name="program">
    /// A program (<c>xdp/devmap</c>) that each packet runs through there, where values have 8 bytes (5.8); or null.
    /// </param>
    /// <param name="mode">Whether the key may or must exist.</param>
    /// <exception cref="ArgumentException">Values have no room for a program.</exception>
    /// <exception cref="BpfException">There is no such device, or the kernel refused.</exception>
    public void Set(uint key, int interfaceIndex, BpfProgram? program = null, BpfUpdate mode = BpfUpdate.Any)
        => Map.UpdatePair(&key, checked((uint)interfaceIndex), program, mode);

    /// <summary>Reads the device of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="interfaceIndex">The device, or 0.</param>
    /// <param name="programId">The id of its program, or 0.</param>
    /// <returns>Whether the key has a device.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGet(uint key, out int interfaceIndex, out uint programId)
    {
        bool found = Map.TryLookupPair(&key, out uint index, out programId);
        interfaceIndex = (int)index;
        return found;
    }

    /// <summary>Takes the device of a key away.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when the kernel says that the key had none; for DEVMAP it always says that it had.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(uint key) => Map.Delete(&key);
}
