using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>What an iterator walks, when it is not all there is.</summary>
public sealed class BpfIteratorTarget
{
    private readonly string _text;

    private BpfIteratorTarget(BpfIteratorTargetKind kind, IteratorInfo info, FdHandle? descriptor, string text)
    {
        Kind = kind;
        Info = info;
        Descriptor = descriptor;
        _text = text;
    }

    internal BpfIteratorTargetKind Kind { get; }

    internal IteratorInfo Info { get; }

    internal FdHandle? Descriptor { get; }

    /// <summary>The elements of a map (<c>iter/bpf_map_elem</c>, kernel 5.9; <c>iter/bpf_sk_storage_map</c>, <c>iter/sockmap</c>).</summary>
    /// <param name="map">The map.</param>
    public static BpfIteratorTarget Map(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new(BpfIteratorTargetKind.Map, default, map.Fd, $"map {map.Name}");
    }

    /// <summary>The tasks of one process, or its files or mappings (<c>iter/task</c>, <c>iter/task_file</c>, <c>iter/task_vma</c>; kernel 6.1).</summary>
    /// <param name="pid">The process.</param>
    public static BpfIteratorTarget Process(int pid)
        => new(BpfIteratorTargetKind.Task, new() { ProcessId = checked((uint)pid) }, null, string.Create(CultureInfo.InvariantCulture, $"process {pid}"));

    /// <summary>One thread (kernel 6.1).</summary>
    /// <param name="tid">The thread.</param>
    public static BpfIteratorTarget Thread(int tid)
        => new(BpfIteratorTargetKind.Task, new() { ThreadId = checked((uint)tid) }, null, string.Create(CultureInfo.InvariantCulture, $"thread {tid}"));

    /// <summary>Cgroups (<c>iter/cgroup</c>, kernel 6.1).</summary>
    /// <param name="cgroup">The folder of a cgroup, opened by <see cref="FdHandle.OpenRead"/>; it must stay open until the iterator is attached.</param>
    /// <param name="order">Which cgroups, and in what order.</param>
    public static BpfIteratorTarget Cgroup(FdHandle cgroup, BpfCgroupOrder order)
    {
        ArgumentNullException.ThrowIfNull(cgroup);
        return new(BpfIteratorTargetKind.Cgroup, new() { CgroupOrder = (uint)order }, cgroup, "cgroup");
    }

    /// <inheritdoc/>
    public override string ToString() => _text;
}
