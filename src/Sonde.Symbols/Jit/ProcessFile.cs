using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sonde.Symbols;

/// <summary>Reads files that another process wrote, in folders where anybody may have put something else in their place.</summary>
internal static unsafe class ProcessFile
{
    private const int Chunk = 1 << 16;
    private const int FileTypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>Reads a file as the process itself sees its path: in its root, whatever links are on the way.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="path">The path in the process's own namespace; one that is not absolute begins at its current folder.</param>
    /// <param name="maxSize">The size that no more is read than.</param>
    /// <param name="refusal">Why it was not read.</param>
    public static byte[]? TryRead(int pid, string path, int maxSize, out JitFileRefusal refusal)
    {
        bool isAbsolute = path.StartsWith('/');
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{(isAbsolute ? "root" : "cwd")}");
        string shown = $"{folder}/{path.TrimStart('/')}";
        using SafeFileHandle? root = Open(folder, out int errno);
        if (root is null)
        {
            refusal = Refuse(errno == Libc.ENOENT ? JitFileFault.ProcessGone : FaultOf(errno), shown, errno);
            return null;
        }

        using SafeFileHandle? file = OpenIn(root, path, out errno);
        if (file is null)
        {
            refusal = Refuse(FaultOf(errno), shown, errno);
            return null;
        }

        refusal = Check(pid, file, shown, maxSize);
        return refusal.Fault == JitFileFault.None ? Read(file, shown, maxSize, out refusal) : null;
    }

    private static SafeFileHandle? Open(string path, out int errno)
    {
        int fd;
        do
        {
            fd = Libc.Open(path, Libc.O_PATH | Libc.O_CLOEXEC | Libc.O_DIRECTORY);
            errno = Marshal.GetLastPInvokeError();
        }
        while (fd < 0 && errno == Libc.EINTR);
        return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    private static SafeFileHandle? OpenIn(SafeFileHandle folder, string path, out int errno)
    {
        // A pipe would wait for its writer.
        var how = new Libc.OpenHow
        {
            Flags = (ulong)(Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC),
            Resolve = Libc.RESOLVE_IN_ROOT | Libc.RESOLVE_NO_MAGICLINKS,
        };
        nint fd;
        do
        {
            fd = Libc.OpenAt2(Libc.SYS_openat2, folder.DangerousGetHandle(), path, &how, (nuint)sizeof(Libc.OpenHow));
            errno = Marshal.GetLastPInvokeError();
        }
        while (fd < 0 && errno == Libc.EINTR);
        GC.KeepAlive(folder);
        return fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>What was opened is looked at, not its path, which may lead elsewhere by now.</summary>
    private static JitFileRefusal Check(int pid, SafeFileHandle file, string shown, int maxSize)
    {
        // struct statx: the owner's number at 20, type and mode at 28, the size at 40.
        byte* status = stackalloc byte[256];
        if (Libc.Statx(file, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, status) != 0)
            return Refuse(JitFileFault.Unreadable, shown, Marshal.GetLastPInvokeError());
        var fields = new ReadOnlySpan<byte>(status, 256);
        uint owner = MemoryMarshal.Read<uint>(fields[20..]);
        int type = MemoryMarshal.Read<ushort>(fields[28..]) & FileTypeMask;
        ulong size = MemoryMarshal.Read<ulong>(fields[40..]);
        if (type != RegularFile)
            return new JitFileRefusal(JitFileFault.NotRegular, $"{shown} is no regular file.");
        if (ProcessStatus.EffectiveUser(pid) is not { } user)
            return Refuse(JitFileFault.ProcessGone, shown, Libc.ESRCH);
        if (!IsTrusted(owner, user))
        {
            return new JitFileRefusal(JitFileFault.WrongOwner, string.Create(
                CultureInfo.InvariantCulture,
                $"{shown} belongs to user {owner}, but process {pid} runs as user {user}: only a file of that user or of root is read."));
        }

        return size > (ulong)maxSize
            ? new JitFileRefusal(JitFileFault.TooLarge, string.Create(CultureInfo.InvariantCulture, $"{shown} has {size} bytes; no more than {maxSize} are read."))
            : default;
    }

    /// <summary>Whether a file's names are believed: it is the process's own user who could make them up, or root.</summary>
    internal static bool IsTrusted(uint owner, uint user) => owner == user || owner == 0;

    // The file may be growing, and its size says little of what is in it.
    private static byte[]? Read(SafeFileHandle file, string shown, int maxSize, out JitFileRefusal refusal)
    {
        refusal = default;
        byte[] bytes = new byte[Chunk];
        int length = 0;
        try
        {
            while (length < maxSize)
            {
                if (length == bytes.Length)
                    Array.Resize(ref bytes, (int)Math.Min((long)bytes.Length * 2, maxSize));
                int read = RandomAccess.Read(file, bytes.AsSpan(length), length);
                if (read == 0)
                    break;
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            refusal = new JitFileRefusal(JitFileFault.Unreadable, $"{shown} cannot be read: {e.Message}");
            return null;
        }

        Array.Resize(ref bytes, length);
        return bytes;
    }

    private static JitFileFault FaultOf(int errno) => errno switch
    {
        Libc.ENOENT or Libc.ENOTDIR => JitFileFault.NotThere,
        Libc.ELOOP => JitFileFault.SymbolicLink,
        Libc.EACCES or Libc.EPERM => JitFileFault.NoPermission,
        Libc.ESRCH => JitFileFault.ProcessGone,
        _ => JitFileFault.Unreadable,
    };

    private static JitFileRefusal Refuse(JitFileFault fault, string shown, int errno) => new(fault, fault switch
    {
        JitFileFault.ProcessGone => $"{shown} is gone with its process.",
        JitFileFault.NotThere => $"There is no {shown}.",
        JitFileFault.SymbolicLink => $"{shown} is a symbolic link, which is not followed.",
        JitFileFault.NoPermission => $"{shown} may not be read: run as the user of the process or with CAP_SYS_PTRACE.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{shown} cannot be read (errno {errno})."),
    });
}
