using Microsoft.Win32.SafeHandles;

namespace Sonde.ObjectFiles;

/// <content>
/// Files that are read as they are asked for. They are not mapped: a mapped file that is cut short kills the process that touches it.
/// </content>
public sealed partial class ElfFile : IDisposable
{
    /// <summary>Opens a file and reads its header. Sections are read when they are asked for, into memory that this object keeps.</summary>
    /// <remarks>
    /// The file may be larger than 2 GiB, of which each section that is read has less. What is replaced at its path later changes nothing
    /// here; what is written into the file itself may be seen by the sections that were not read yet. Not for several threads at once.
    /// The runtime holds a shared advisory lock (<c>flock</c>) on what it opens by a path; a handle that was opened otherwise has none.
    /// </remarks>
    /// <exception cref="ElfFormatException">The file is not ELF, or is cut short.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not read the file.</exception>
    public static ElfFile Open(string path)
    {
        SafeFileHandle handle = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        try
        {
            return Open(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The same with a file that is open already, which this object then owns and closes; where it throws, the caller still owns it.</summary>
    /// <param name="handle">A file of a known length, open for reading. Its position is neither used nor changed.</param>
    /// <exception cref="ElfFormatException">The file is not ELF, or is cut short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="NotSupportedException">It is a pipe or the like.</exception>
    public static ElfFile Open(SafeFileHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return new ElfFile(new ElfFileSource(handle));
    }

    /// <summary>
    /// Lets the kept sections go, so that their memory is free again once nobody holds them. They are read again when they are asked for.
    /// </summary>
    public void ReleaseSections()
    {
        _kept = null;
        _keptBytes = 0;
    }

    /// <summary>
    /// Closes a file that was opened; sections not read by then throw an <see cref="ObjectDisposedException"/>. Memory that was handed out
    /// stays valid. Does nothing to what <see cref="Parse"/> made.
    /// </summary>
    public void Dispose() => (_source as IDisposable)?.Dispose();
}
