using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Pins in a BPF file system: names that hold maps, programs and links in the kernel.</summary>
internal static unsafe class BpfPin
{
    /// <summary>Where systemd and bpftool mount it.</summary>
    public const string DefaultRoot = "/sys/fs/bpf";

    /// <summary>Gives an object a name. Folders below the mount are made as needed.</summary>
    public static void Pin(FdHandle fd, string path, string subject)
    {
        RequirePath(path);
        MakeFolder(path, subject);
        using var lease = new HandleLease(fd);
        using Utf8Name name = new(path);
        var attributes = new ObjectPathAttributes { Path = name.Start, Fd = lease.Descriptor };
        int result = BpfCall.Invoke(BpfCommand.ObjectPin, ref attributes);
        if (result >= 0)
            return;

        var errno = (Errno)(-result);
        string? remedy = errno switch
        {
            Errno.EEXIST => "Something is pinned there already: unpin it first.",
            Errno.EPERM when path.AsSpan(path.LastIndexOf('/') + 1).Contains('.') => "Names in a BPF file system cannot have a dot.",
            _ => WhyNotThere(path),
        };
        throw BpfErrors.Failed($"pin {subject} at", path, errno, KernelFeatures.Pinning | KernelFeatures.Bpf, remedy);
    }

    /// <summary>Opens what is pinned, into a handle that the caller made; gives the error number, 0 for none.</summary>
    public static Errno TryOpen(string path, FdHandle fd, BpfMapFlags access = BpfMapFlags.None)
    {
        RequirePath(path);
        using Utf8Name name = new(path);
        var attributes = new ObjectPathAttributes { Path = name.Start, FileFlags = (uint)access };
        int result = BpfCall.Invoke(BpfCommand.ObjectGet, ref attributes);
        fd.Own(result);
        return (Errno)(-Math.Min(result, 0));
    }

    /// <summary>Opens what is pinned, or throws.</summary>
    public static FdHandle Open(string path, string kind)
    {
        var fd = new FdHandle();
        Errno errno = TryOpen(path, fd);
        if (errno == Errno.None)
            return fd;
        fd.Dispose();
        string? remedy = WhyNotThere(path) ?? (errno == Errno.ENOENT ? "Nothing is pinned there." : null);
        throw BpfErrors.Failed($"open pinned {kind}", path, errno, KernelFeatures.Bpf, remedy);
    }

    /// <summary>Puts what is pinned at one path in the place of what is pinned at another, in one step.</summary>
    public static void Move(string from, string to, string subject)
    {
        int errno = Libc.Rename(from, to);
        if (errno != 0)
            throw BpfErrors.Failed($"pin {subject} at", to, (Errno)errno, KernelFeatures.None);
    }

    /// <summary>Takes a name away; a missing one is not an error.</summary>
    public static void Remove(string path, string subject)
    {
        int errno = Libc.Unlink(path);
        if (errno is not (0 or (int)Errno.ENOENT))
            throw BpfErrors.Failed($"unpin {subject} from", path, (Errno)errno, KernelFeatures.None);
    }

    /// <summary>A name beside a path that nothing else has, to pin at before <see cref="Move"/>.</summary>
    public static string Beside(string path) => $"{path}_{Environment.ProcessId}_{Guid.NewGuid():N}";

    /// <summary>The sentence that says that a path is in no BPF file system, or null when it is.</summary>
    public static string? WhyNotThere(string path)
    {
        string folder = NearestFolder(path);
        return Libc.IsBpfFileSystem(folder)
            ? null
            : Libc.IsBpfFileSystem(DefaultRoot) && !path.StartsWith(DefaultRoot, StringComparison.Ordinal)
                ? $"{folder} is not in a BPF file system: {DefaultRoot} is one."
                : $"{folder} is not in a BPF file system: mount one with 'mount -t bpf bpf {DefaultRoot}'.";
    }

    private static void MakeFolder(string path, string subject)
    {
        string folder = Path.GetDirectoryName(path) ?? "/";
        if (Directory.Exists(folder))
            return;
        if (WhyNotThere(path) is { } cause)
            throw BpfErrors.Refused($"pin {subject} at", path, Errno.EINVAL, cause);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BpfErrors.Refused($"pin {subject} at", path, Errno.EACCES, e.Message);
        }
    }

    private static string NearestFolder(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder ?? "/";
    }

    private static void RequirePath(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Path.IsPathFullyQualified(path))
            throw new ArgumentException($"'{path}' is not an absolute path.", nameof(path));
    }
}
