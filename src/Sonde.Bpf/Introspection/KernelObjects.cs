using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>BPF objects of the whole system by their ids, and what the kernel says about them.</summary>
internal static unsafe class KernelObjects
{
    private const string NeedsAdmin = "Walking over the system's BPF objects and opening them by id needs CAP_SYS_ADMIN: run with sudo.";

    /// <summary>The ids in ascending order. What comes and goes meanwhile may or may not be among them.</summary>
    public static IEnumerable<uint> Ids(BpfCommand next, string kind)
    {
        for (uint id = NextId(next, 0, kind); id != 0; id = NextId(next, id, kind))
            yield return id;
    }

    /// <summary>Opens an object; null when none has the id any more.</summary>
    public static FdHandle? TryOpen(BpfCommand open, uint id, string kind)
    {
        var attributes = new IdAttributes { Id = id };
        Errno errno = BpfCall.Open(open, ref attributes, out FdHandle? descriptor);

        // EAGAIN: the link is being made or torn down at this moment.
        return descriptor is not null || errno is Errno.ENOENT or Errno.EAGAIN
            ? descriptor
            : throw BpfErrors.Failed($"open {kind}", $"with id {id}", errno, KernelFeatures.Bpf, AdminRemedy(errno));
    }

    public static FdHandle Open(BpfCommand open, uint id, string kind)
        => TryOpen(open, id, kind) ?? throw BpfErrors.Failed($"open {kind}", $"with id {id}", Errno.ENOENT, KernelFeatures.None, $"No {kind} has this id now.");

    /// <summary>Reads what the kernel says into a structure that may ask for more by its pointers; gives how much the kernel knows of it.</summary>
    public static int Read<T>(FdHandle descriptor, ref T info, string kind)
        where T : unmanaged
    {
        using var lease = new HandleLease(descriptor);
        fixed (T* pointer = &info)
        {
            var attributes = new InfoAttributes { Fd = lease.Descriptor, Length = (uint)sizeof(T), Info = pointer };
            int result = BpfCall.Invoke(BpfCommand.ObjectGetInfoByFd, ref attributes);
            return result >= 0
                ? (int)attributes.Length
                : throw BpfErrors.Failed("ask about", kind, (Errno)(-result), KernelFeatures.Bpf);
        }
    }

    private static uint NextId(BpfCommand next, uint id, string kind)
    {
        var attributes = new IdAttributes { Id = id };
        int result = BpfCall.Invoke(next, ref attributes);
        return result switch
        {
            >= 0 => attributes.NextId,
            -(int)Errno.ENOENT => 0,
            _ => throw BpfErrors.Failed($"enumerate {kind}s", null, (Errno)(-result), KernelFeatures.Bpf, AdminRemedy((Errno)(-result))),
        };
    }

    private static string? AdminRemedy(Errno errno) => errno is Errno.EPERM or Errno.EACCES ? NeedsAdmin : null;
}
