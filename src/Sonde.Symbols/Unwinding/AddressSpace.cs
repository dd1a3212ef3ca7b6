using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Where a process has code, for walks over its stacks: from the mappings of a live process, or built up from recorded ones.</summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class AddressSpace
{
    private static long s_stamps;

    private readonly UnwindModules _modules;
    private readonly List<ulong> _starts;
    private readonly List<CodeRegion> _regions;

    /// <summary>Creates an empty address space.</summary>
    /// <param name="modules">The files that code is mapped from.</param>
    public AddressSpace(UnwindModules modules)
        : this(modules, [], [])
    {
    }

    private AddressSpace(UnwindModules modules, List<ulong> starts, List<CodeRegion> regions)
    {
        _modules = modules;
        _starts = starts;
        _regions = regions;
        Changed();
    }

    /// <summary>Stands for this content of this address space, and no other ever.</summary>
    internal long Stamp { get; private set; }

    /// <summary>Takes the code that a process has mapped.</summary>
    /// <param name="maps">Its mappings.</param>
    /// <param name="modules">The files that code is mapped from.</param>
    /// <param name="pid">The process, as this process's pid namespace numbers it, so that its files are found where it has others than this process; or 0.</param>
    public static AddressSpace Of(ProcessMaps maps, UnwindModules modules, int pid = 0)
    {
        var space = new AddressSpace(modules);
        foreach (ProcessMapping mapping in maps.Mappings)
        {
            if (mapping.IsExecutable)
                space.Map(mapping.Start, mapping.End - mapping.Start, mapping.FileOffset, mapping.Name, new MappedFile(mapping.DeviceMajor, mapping.DeviceMinor, mapping.Inode), pid);
        }

        return space;
    }

    /// <summary>Notes a mapping of code. What was there before is gone where it overlaps.</summary>
    /// <param name="start">Its first address.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="fileOffset">Where in the file it begins.</param>
    /// <param name="name">The path, or what the kernel names other memory: <c>[vdso]</c>, <c>//anon</c>, <c>/memfd:NAME</c>, nothing.</param>
    /// <param name="file">Which file it is, as far as is known: another one at the path is not taken for it.</param>
    public void Map(ulong start, ulong length, ulong fileOffset, string name, MappedFile file = default) => Map(start, length, fileOffset, name, file, 0);

    /// <summary>Notes that there is no code in a range any more, because it was unmapped or data were mapped there.</summary>
    /// <param name="start">Its first address.</param>
    /// <param name="length">How many bytes.</param>
    public void Unmap(ulong start, ulong length)
    {
        if (length == 0)
            return;
        RemoveRange(start, length > ulong.MaxValue - start ? ulong.MaxValue : start + length);
        Changed();
    }

    /// <summary>Forgets all mappings, as an exec does.</summary>
    public void Clear()
    {
        _starts.Clear();
        _regions.Clear();
        Changed();
    }

    /// <summary>A copy, as a fork makes one. Another thread than this one's may use it.</summary>
    /// <param name="pid">The child, if it lives, as this process's pid namespace numbers it: its files are found then also once the parent has ended; or 0.</param>
    public AddressSpace Fork(int pid = 0) => new(_modules, [.. _starts], [.. _regions.Select(region => region.Fork(pid))]);

    /// <summary>Whether code is mapped at an address.</summary>
    /// <param name="address">The address.</param>
    public bool IsCode(ulong address) => Find(address) is not null;

    internal CodeRegion? Find(ulong address)
    {
        int index = IndexBefore(address);
        return index >= 0 && address < _regions[index].End ? _regions[index] : null;
    }

    private void Map(ulong start, ulong length, ulong fileOffset, string name, MappedFile file, int pid)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (length == 0)
            return;
        ulong end = length > ulong.MaxValue - start ? ulong.MaxValue : start + length;
        const string deleted = " (deleted)";
        if (name.EndsWith(deleted, StringComparison.Ordinal))
            name = name[..^deleted.Length];
        int at = RemoveRange(start, end);
        Insert(at, new CodeRegion(_modules, start, end, fileOffset, name, file, pid));
        Changed();
    }

    private int IndexBefore(ulong address)
    {
        int index = _starts.BinarySearch(address);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Makes room, and says where in the order it is.</summary>
    private int RemoveRange(ulong start, ulong end)
    {
        int first = IndexBefore(start);
        if (first < 0 || _regions[first].End <= start)
            first++;
        int last = first;
        while (last < _regions.Count && _starts[last] < end)
            last++;
        if (first == last)
            return first;
        CodeRegion low = _regions[first];
        CodeRegion high = _regions[last - 1];
        _regions.RemoveRange(first, last - first);
        _starts.RemoveRange(first, last - first);
        if (high.End > end)
            Insert(first, high.Cut(end, high.End));
        if (low.Start < start)
            Insert(first++, low.Cut(low.Start, start));
        return first;
    }

    private void Insert(int at, CodeRegion region)
    {
        _starts.Insert(at, region.Start);
        _regions.Insert(at, region);
    }

    private void Changed() => Stamp = Interlocked.Increment(ref s_stamps);
}
