using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Names in a BPF file system.</summary>
internal static unsafe class BpfPin
{
    public static void Pin(FdHandle descriptor, string path, string subject)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var lease = new HandleLease(descriptor);
        using var name = new Utf8Name(path);
        var attributes = new PinAttributes { Path = name.Start, Fd = lease.Descriptor };
        int error = BpfCall.Invoke(BpfCommand.ObjectPin, ref attributes);
        if (error < 0)
            throw BpfErrors.Failed($"pin {subject} to", path, (Errno)(-error), KernelFeatures.Bpf, Remedy((Errno)(-error), path));
    }

    public static FdHandle Open(string path, string kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var name = new Utf8Name(path);
        var attributes = new PinAttributes { Path = name.Start };
        Errno errno = BpfCall.Open(BpfCommand.ObjectGet, ref attributes, out FdHandle? descriptor);
        return descriptor ?? throw BpfErrors.Failed($"open pinned {kind}", path, errno, KernelFeatures.Bpf, Remedy(errno, path));
    }

    private static string? Remedy(Errno errno, string path) => errno switch
    {
        Errno.EINVAL or Errno.EPERM when !IsInBpfFileSystem(path) =>
            "It is not in a BPF file system: 'mount -t bpf bpf /sys/fs/bpf', and use a path under it.",
        Errno.ENOENT => "There is no such file or folder.",
        Errno.EEXIST => "The file exists: remove it, or open what is pinned there.",
        Errno.EACCES => "This user may not use the file: look at its owner and mode.",
        _ => null,
    };

    private static bool IsInBpfFileSystem(string path)
    {
        string full = Path.GetFullPath(path);
        return File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' '))
            .Any(mount => mount.Length > 2 && mount[2] == "bpf" && full.StartsWith(mount[1].TrimEnd('/') + "/", StringComparison.Ordinal));
    }
}
