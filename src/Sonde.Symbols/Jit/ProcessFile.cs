using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Reads files that another process wrote, in folders where anybody may have put something else in their place.</summary>
internal static class ProcessFile
{
    private const int Chunk = 1 << 16;

    // Files have the time of the last tick, and some file systems that of the last second or two.
    private const long ClockSlack = 2_000_000_000;

    /// <summary>Reads a file as the process itself sees its path: in its root, whatever links are on the way.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="path">The path in the process's own namespace; one that is not absolute begins at its current folder.</param>
    /// <param name="maxSize">The size that no more is read than.</param>
    /// <param name="refusal">Why it was not read.</param>
    public static byte[]? TryRead(int pid, string path, int maxSize, out JitFileRefusal refusal)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{(path.StartsWith('/') ? "root" : "cwd")}");
        string shown = $"{folder}/{path.TrimStart('/')}";
        try
        {
            using SafeFileHandle file = RegularFile.OpenIn(folder, path, followLink: false);
            refusal = Check(pid, FileStatus.Of(file), shown, maxSize);
            return refusal.Fault == JitFileFault.None ? Read(file, shown, maxSize, out refusal) : null;
        }
        catch (KernelException e)
        {
            refusal = Refuse(e.Errno == Errno.ENOENT && e.Subject == folder ? JitFileFault.ProcessGone : FaultOf(e.Errno), shown, e.Errno);
            return null;
        }
    }

    /// <summary>Reads a file that a process wrote which may have ended since: nobody can say any more whose process it was.</summary>
    /// <param name="path">The path in this process's namespace.</param>
    /// <param name="owners">The users whose files are believed; root's are, too.</param>
    /// <param name="maxSize">The size that no more is read than.</param>
    /// <param name="refusal">Why it was not read.</param>
    public static byte[]? TryReadOfAnyOf(string path, IReadOnlyList<uint> owners, int maxSize, out JitFileRefusal refusal)
    {
        try
        {
            using SafeFileHandle file = RegularFile.OpenIn("/", path, followLink: false);
            FileStatus status = FileStatus.Of(file);
            refusal = status.UserId == 0 || owners.Contains(status.UserId)
                ? CheckSize(status, path, maxSize)
                : new JitFileRefusal(JitFileFault.WrongOwner, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} belongs to user {status.UserId}: only a file of root or of user {string.Join(" or ", owners)} is read."));
            return refusal.Fault == JitFileFault.None ? Read(file, path, maxSize, out refusal) : null;
        }
        catch (KernelException e)
        {
            refusal = Refuse(FaultOf(e.Errno), path, e.Errno);
            return null;
        }
    }

    private static JitFileRefusal Check(int pid, FileStatus status, string shown, int maxSize)
    {
        if (ProcessStatus.EffectiveUser(pid) is not { } user)
            return Refuse(JitFileFault.ProcessGone, shown, Errno.ESRCH);
        if (!IsTrusted(status.UserId, user))
        {
            return new JitFileRefusal(JitFileFault.WrongOwner, string.Create(
                CultureInfo.InvariantCulture,
                $"{shown} belongs to user {status.UserId}, but process {pid} runs as user {user}: only a file of that user or of root is read."));
        }

        // Numbers are used again: what is older than the process is of one before it, unless the clock was set meanwhile.
        if (ProcessStatus.StartedAt(pid) is { } started && status.Modified < started - ClockSlack)
        {
            return new JitFileRefusal(JitFileFault.Stale, string.Create(
                CultureInfo.InvariantCulture,
                $"{shown} was last written to before process {pid} started: it seems to be of another that had its number. Delete it if so."));
        }

        return CheckSize(status, shown, maxSize);
    }

    private static JitFileRefusal CheckSize(FileStatus status, string shown, int maxSize) => status.Size > (ulong)maxSize
        ? new JitFileRefusal(JitFileFault.TooLarge, string.Create(CultureInfo.InvariantCulture, $"{shown} has {status.Size} bytes; no more than {maxSize} are read."))
        : default;

    /// <summary>Refuses a file that was read, for the memory that its names would take.</summary>
    internal static JitFileRefusal RefuseMemory(string shown, long bytes, long maxBytes) => new(JitFileFault.TooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The names of {shown} take {bytes} bytes of memory; no more than {maxBytes} are taken, half of {nameof(SymbolizerOptions)}.{nameof(SymbolizerOptions.CacheBytes)}."));

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

    private static JitFileFault FaultOf(Errno errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => JitFileFault.NotThere,
        Errno.ELOOP => JitFileFault.SymbolicLink,
        Errno.EACCES or Errno.EPERM => JitFileFault.NoPermission,
        Errno.ESRCH => JitFileFault.ProcessGone,
        Errno.EINVAL => JitFileFault.NotRegular,
        _ => JitFileFault.Unreadable,
    };

    private static JitFileRefusal Refuse(JitFileFault fault, string shown, Errno errno) => new(fault, fault switch
    {
        JitFileFault.ProcessGone => $"{shown} is gone with its process.",
        JitFileFault.NotThere => $"There is no {shown}.",
        JitFileFault.SymbolicLink => $"{shown} is a symbolic link, which is not followed.",
        JitFileFault.NoPermission => $"{shown} may not be read: run as the user of the process or with CAP_SYS_PTRACE.",
        JitFileFault.NotRegular => $"{shown} is no regular file.",
        _ => $"{shown} cannot be read: {KernelException.Describe(errno)}.",
    });
}
