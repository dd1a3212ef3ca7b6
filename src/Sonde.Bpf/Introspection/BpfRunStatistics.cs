using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>While it lives, the kernel counts the runs of every program of the system and measures their time (<c>BPF_ENABLE_STATS</c>).</summary>
/// <remarks>
/// It costs some nanoseconds for each run of each program. The counts are in <see cref="BpfProgramInfo"/>. Needs kernel 5.8 and
/// CAP_SYS_ADMIN. Others may have switched it on too: the kernel stops when the last one ends.
/// </remarks>
public sealed class BpfRunStatistics : IDisposable
{
    private readonly FdHandle _descriptor;

    private BpfRunStatistics(FdHandle descriptor) => _descriptor = descriptor;

    /// <summary>Switches the statistics on.</summary>
    /// <exception cref="BpfException">The caller may not.</exception>
    public static BpfRunStatistics Enable()
    {
        StatisticsAttributes attributes = default; // BPF_STATS_RUN_TIME
        Errno errno = BpfCall.Open(BpfCommand.EnableStatistics, ref attributes, out FdHandle? descriptor);
        return descriptor is not null
            ? new BpfRunStatistics(descriptor)
            : throw BpfErrors.Failed(
                "switch on", "run statistics", errno, KernelFeatures.Bpf, errno is Errno.EPERM or Errno.EACCES ? "It needs CAP_SYS_ADMIN: run with sudo." : null);
    }

    /// <summary>Switches the statistics off, unless others need them.</summary>
    public void Dispose() => _descriptor.Dispose();
}
