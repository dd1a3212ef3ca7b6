using System.Globalization;
using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>Asks for single mappings of a process (<c>PROCMAP_QUERY</c>, kernel 6.11), without reading all of them.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed unsafe class ProcessMapQuery : IDisposable
{
    private const nuint PROCMAP_QUERY = 0xc0686611;
    private const int LongestName = 4096;
    private const int LongestBuildId = 20;

    private readonly FdHandle _maps;
    private readonly byte[] _name = new byte[LongestName];
    private readonly byte[] _buildId = new byte[LongestBuildId];

    private ProcessMapQuery(FdHandle maps) => _maps = maps;

    /// <summary>Opens the mappings of a live process for questions.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <returns>Null when the process has ended, may not be looked into, or the kernel answers no such questions.</returns>
    public static ProcessMapQuery? TryOpen(int pid)
    {
        FdHandle maps;
        try
        {
            maps = FdHandle.OpenRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps"));
        }
        catch (KernelException)
        {
            return null;
        }

        var query = new ProcessMapQuery(maps);
        if (query.Ask(0, out _) is Errno.None or Errno.ENOENT)
            return query;
        query.Dispose();
        return null;
    }

    /// <summary>The mapping that holds an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="buildId">The build id of its file; empty where it has none, or the kernel cannot tell.</param>
    /// <returns>Null when nothing is mapped there, or the process has ended.</returns>
    public ProcessMapping? Find(ulong address, out ReadOnlyMemory<byte> buildId)
    {
        buildId = default;
        if (Ask(address, out Query query) != Errno.None)
            return null;
        buildId = _buildId.AsSpan(0, (int)Math.Min(query.BuildIdSize, LongestBuildId)).ToArray();
        // The size of a name counts its NUL.
        ReadOnlySpan<byte> name = _name.AsSpan(0, (int)Math.Min(query.NameSize, LongestName));
        (string text, bool isDeleted) = MapsLine.ReadName(name.TrimEnd((byte)0));
        return new ProcessMapping(
            query.Start, query.End, (MappingAccess)(query.Flags & 0xf), query.Offset, query.DeviceMajor, query.DeviceMinor, query.Inode, text, isDeleted);
    }

    /// <summary>Closes the mappings.</summary>
    public void Dispose() => _maps.Dispose();

    private Errno Ask(ulong address, out Query answer)
    {
        fixed (byte* name = _name, buildId = _buildId)
        {
            var query = new Query
            {
                Size = (ulong)sizeof(Query),
                Address = address,
                NameSize = LongestName,
                Name = name,
                BuildIdSize = LongestBuildId,
                BuildId = buildId,
            };
            Errno errno = Libc.IoControl(_maps, PROCMAP_QUERY, (nint)(&query)) == 0 ? Errno.None : KernelException.LastErrno();
            answer = query;
            return errno;
        }
    }

    /// <summary>struct procmap_query.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Query
    {
        public ulong Size;
        public ulong QueryFlags;
        public ulong Address;
        public ulong Start;
        public ulong End;
        public ulong Flags;
        public ulong PageSize;
        public ulong Offset;
        public ulong Inode;
        public uint DeviceMajor;
        public uint DeviceMinor;
        public uint NameSize;
        public uint BuildIdSize;
        public byte* Name;
        public byte* BuildId;
    }
}
