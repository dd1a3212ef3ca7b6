using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed partial class BpfMap
{
    /// <summary>Ends writing to the map from user space, for ever; programs still may (<c>BPF_MAP_FREEZE</c>).</summary>
    /// <remarks>The contents of a frozen map that programs only read are constants to the verifier.</remarks>
    /// <exception cref="BpfException">The map is frozen already or read-only, or a writable view of its memory is open.</exception>
    public void Freeze()
    {
        using var lease = new HandleLease(Fd);
        var attributes = new MapFreezeAttributes { MapFd = lease.Descriptor };
        int result = BpfCall.Invoke(BpfCommand.MapFreeze, ref attributes);
        if (result >= 0)
            return;

        var errno = (Errno)(-result);
        string? remedy = errno switch
        {
            // A frozen map is refused as busy by older kernels.
            Errno.EBUSY or Errno.EPERM when WhyNotPermitted() is { } cause => cause,
            Errno.EBUSY => "A writable view of its memory is open, or another call writes to it: dispose the view first.",
            _ => null,
        };
        throw BpfErrors.Failed("freeze map", Name, errno, KernelFeatures.Bpf, remedy);
    }
}
