using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>
/// Control groups to test a task or a packet against (<c>bpf_current_task_under_cgroup</c>): <c>BPF_MAP_TYPE_CGROUP_ARRAY</c>, kernel
/// 4.8.
/// </summary>
/// <remarks>A map of an object needs a loaded object. Every member may be called from any thread.</remarks>
public sealed unsafe class BpfCgroupArray : ITypedMap
{
    internal BpfCgroupArray(BpfMap map) => Map = map;

    /// <summary>The untyped map.</summary>
    public BpfMap Map { get; }

    /// <summary>How many places.</summary>
    public int Count => checked((int)Map.MaxEntries);

    /// <summary>Puts a control group in a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="path">Its directory in a file system of type cgroup2.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="KernelException">There is no such directory.</exception>
    /// <exception cref="BpfException">It is not of cgroup2, or the kernel refused.</exception>
    public void Set(int index, string path)
    {
        using FdHandle cgroup = FdHandle.OpenRead(path);
        Set(index, cgroup);
    }

    /// <summary>Puts a control group in a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <param name="cgroup">Its open directory; it may be closed afterwards.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="BpfException">It is not of cgroup2, or the kernel refused.</exception>
    public void Set(int index, SafeHandle cgroup)
    {
        if (index < 0 || index >= Count)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"Map {Map.Name} has {Count} entries.");
        ArgumentNullException.ThrowIfNull(cgroup);
        Map.UpdateWithDescriptor(&index, cgroup, BpfUpdate.Any);
    }

    /// <summary>Empties a place.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <returns>Whether there was a control group.</returns>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Clear(int index) => index >= 0 && Map.Delete(&index);
}
