using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>What the kernel says of an open file: two that are equal are one file with the same content, as far as its times tell.</summary>
/// <param name="DeviceMajor">Major number of its device.</param>
/// <param name="DeviceMinor">Minor number of its device.</param>
/// <param name="Inode">Its number on the device.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">When it was last written to, in nanoseconds since 1970.</param>
/// <param name="UserId">The user that owns it.</param>
/// <param name="Mode">Its type and permissions, as <c>st_mode</c> has them.</param>
public readonly record struct FileStatus(uint DeviceMajor, uint DeviceMinor, ulong Inode, ulong Size, long Modified, uint UserId, int Mode)
{
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;
    private const int Socket = 0xc000;

    /// <summary>Whether it is a regular file: no folder, pipe, socket or device.</summary>
    public bool IsRegular => (Mode & TypeMask) == RegularFile;

    /// <summary>Whether it is a socket that has a path.</summary>
    public bool IsSocket => (Mode & TypeMask) == Socket;

    /// <summary>Asks the kernel.</summary>
    /// <param name="file">The open file: a <see cref="FdHandle"/> or a <see cref="Microsoft.Win32.SafeHandles.SafeFileHandle"/>.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static unsafe FileStatus Of(SafeHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte empty = 0;
        Libc.StatXData data;
        return Libc.StatX(file, &empty, Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, &data) == 0
            ? new FileStatus(data.DeviceMajor, data.DeviceMinor, data.Inode, data.Size, (data.ModifiedSeconds * 1_000_000_000) + data.ModifiedNanoseconds, data.UserId, data.Mode)
            : throw new KernelException("ask for the status of", "file", KernelException.LastErrno());
    }
}
