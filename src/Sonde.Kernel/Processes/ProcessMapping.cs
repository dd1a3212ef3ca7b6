namespace Sonde.Kernel;

/// <summary>A range of a process's memory, a line of <c>/proc/PID/maps</c>.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="End">The address after its last.</param>
/// <param name="Access">What the process may do with it.</param>
/// <param name="FileOffset">Where in the file it begins; 0 without a file.</param>
/// <param name="DeviceMajor">Major number of the file's device.</param>
/// <param name="DeviceMinor">Minor number of the file's device.</param>
/// <param name="Inode">The file's number on its device; 0 without a file.</param>
/// <param name="Name">
/// The path as the process sees it, without the mark of a deleted file; a name like <c>[heap]</c>, <c>[vdso]</c> or <c>anon_inode:[perf_event]</c>; or empty.
/// </param>
/// <param name="IsDeleted">Whether nothing has this path any more. Another file may have it by now.</param>
public sealed record ProcessMapping(
    ulong Start, ulong End, MappingAccess Access, ulong FileOffset, uint DeviceMajor, uint DeviceMinor, ulong Inode, string Name, bool IsDeleted)
{
    /// <summary>Whether it is mapped from a file that has, or had, a path.</summary>
    public bool IsFile => Inode != 0 && Name.StartsWith('/');

    /// <summary>Whether it holds code.</summary>
    public bool IsExecutable => (Access & MappingAccess.Execute) != 0;

    /// <summary>Where an address of the range lies in the file.</summary>
    /// <param name="address">An address in the range.</param>
    public ulong ToFileOffset(ulong address) => address - Start + FileOffset;
}
