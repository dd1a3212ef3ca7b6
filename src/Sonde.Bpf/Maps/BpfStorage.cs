using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>
/// Values that belong to a kernel object and go with it: <c>BPF_MAP_TYPE_TASK_STORAGE</c> (kernel 5.11, by pidfd),
/// <c>BPF_MAP_TYPE_SK_STORAGE</c> (5.2, by socket), <c>BPF_MAP_TYPE_INODE_STORAGE</c> (5.10, by file) and <c>BPF_MAP_TYPE_CGRP_STORAGE</c>
/// (6.2, by directory).
/// </summary>
/// <remarks>
/// <see cref="Kernel.PidFd"/> opens a pidfd. Such a map cannot be walked: an iterator program can. A map of an object needs a
/// loaded object. Every member may be called from any thread and allocates nothing.
/// </remarks>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public sealed unsafe class BpfStorage<TValue> : ITypedMap
    where TValue : unmanaged
{
    internal BpfStorage(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>Copies the value of an owner.</summary>
    /// <param name="owner">The pidfd, socket, file or directory.</param>
    /// <param name="value">The value, or zeros.</param>
    /// <param name="flags">How to read.</param>
    /// <returns>Whether the owner has a value.</returns>
    /// <exception cref="BpfException">The descriptor is of another kind, or the kernel refused.</exception>
    public bool TryGetValue(SafeHandle owner, out TValue value, BpfLookup flags = BpfLookup.None)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Unsafe.SkipInit(out value);
        fixed (TValue* pointer = &value)
        {
            if (Map.TryLookupByDescriptor(owner, pointer, flags))
                return true;
        }

        value = default;
        return false;
    }

    /// <summary>Sets the value of an owner.</summary>
    /// <param name="owner">The pidfd, socket, file or directory.</param>
    /// <param name="value">The value.</param>
    /// <param name="mode">Whether the owner may or must have a value.</param>
    /// <exception cref="BpfException">The descriptor is of another kind, or the mode does not fit.</exception>
    public void Update(SafeHandle owner, in TValue value, BpfUpdate mode = BpfUpdate.Any)
    {
        ArgumentNullException.ThrowIfNull(owner);
        fixed (TValue* pointer = &value)
            Map.UpdateByDescriptor(owner, pointer, mode);
    }

    /// <summary>Takes the value of an owner away.</summary>
    /// <param name="owner">The pidfd, socket, file or directory.</param>
    /// <returns>Whether it had one.</returns>
    /// <exception cref="BpfException">The descriptor is of another kind, or the kernel refused.</exception>
    public bool Delete(SafeHandle owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return Map.DeleteByDescriptor(owner);
    }
}
