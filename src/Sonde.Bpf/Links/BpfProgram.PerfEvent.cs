using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Has the program run whenever a perf event overflows or occurs (<c>BPF_PROG_TYPE_PERF_EVENT</c>).</summary>
    /// <param name="perfEvent">An event from <see cref="PerfEventHandle.Open"/>. It stays yours: dispose it after the link.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">The kernel refused; an event has one program.</exception>
    public BpfLink AttachPerfEvent(FdHandle perfEvent, ulong cookie = 0)
    {
        ArgumentNullException.ThrowIfNull(perfEvent);
        const string target = "perf event";
        FdHandle? link = Join(perfEvent, cookie, target, KernelFeatures.PerfEvents);
        return Keep(new PerfEventAttachment(perfEvent, ownsEvent: false, link, isSlow: false), target);
    }

    /// <summary>Has the program run a number of times a second on CPUs (<c>BPF_PROG_TYPE_PERF_EVENT</c> on <c>cpu-clock</c>).</summary>
    /// <remarks>All CPUs are those that are online now. Needs CAP_PERFMON or root when all processes are sampled.</remarks>
    /// <param name="frequency">Samples a second on each CPU.</param>
    /// <param name="pid">The process to sample, or null for all.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLinks AttachCpuClock(int frequency, int? pid = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequency);
        const ulong cpuClock = 0; // PERF_COUNT_SW_CPU_CLOCK
        var attributes = new PerfEventAttributes
        {
            Type = PerfEventType.Software,
            Config = cpuClock,
            SamplePeriod = (ulong)frequency,
            Flags = PerfEventFlags.Frequency,
        };
        return AttachSampling(attributes, pid);
    }

    /// <summary>Has the program run at each overflow of an event, on every CPU that is online now.</summary>
    /// <param name="attributes">The event, with its period or frequency.</param>
    /// <param name="pid">The process to sample, or null for all.</param>
    /// <exception cref="BpfException">The kernel refused, or this machine has no such counter; nothing stays attached.</exception>
    public BpfLinks AttachSampling(in PerfEventAttributes attributes, int? pid = null)
    {
        var links = new BpfLinks();
        try
        {
            foreach (int cpu in CpuSet.Online)
                links.Add(AttachProbe(in attributes, pid ?? PerfEventHandle.Any, cpu, 0, $"perf event on CPU {cpu}", KernelFeatures.PerfEvents));
            return links;
        }
        catch
        {
            links.Dispose();
            throw;
        }
    }

    // Opens an event, joins the program to it and switches it on.
    private BpfLink AttachProbe(
        in PerfEventAttributes attributes, int pid, int cpu, ulong cookie, string target, KernelFeatures needs)
    {
        RequireLoaded();
        FdHandle? perfEvent = null;
        FdHandle? link = null;
        try
        {
            perfEvent = PerfEventHandle.Open(in attributes, pid, cpu);
            link = Join(perfEvent, cookie, target, needs);
            return Keep(new PerfEventAttachment(perfEvent, ownsEvent: true, link, isSlow: needs != KernelFeatures.PerfEvents), target);
        }
        catch (Exception e)
        {
            link?.Dispose();
            perfEvent?.Dispose();
            if (e is KernelException refusal and not BpfException)
                throw AttachFailure(target, refusal.Errno, needs, needs == KernelFeatures.PerfEvents ? refusal.Remedy : WhyNoUprobe(needs, refusal.Errno));
            throw;
        }
    }

    // The kernel took back what CAP_PERFMON allowed: a uprobe can be set into the middle of an instruction.
    private static string? WhyNoUprobe(KernelFeatures needs, Errno errno)
        => needs != KernelFeatures.Uprobe || errno != Errno.EACCES || CapabilitySet.Effective is var held && (held.Has(Capability.SysAdmin) || !held.CanTrace)
            ? null
            : "Since kernel 6.16, and in stable kernels of that time, a single uprobe needs CAP_SYS_ADMIN. One link on many functions goes without: "
                + "call PreferUprobeMulti before Load, then AttachUprobes.";

    // A link where the kernel has it for perf events (5.15), otherwise the program itself.
    private FdHandle? Join(FdHandle perfEvent, ulong cookie, string target, KernelFeatures needs)
    {
        using HandleLease program = LeaseLoaded();
        using var opened = new HandleLease(perfEvent);
        var attributes = new LinkCreateAttributes
        {
            ProgramFd = program.Descriptor,
            Target = opened.Descriptor,
            AttachType = BpfAttachType.PerfEvent,
            PerfEventCookie = cookie,
        };
        Errno errno = BpfCall.Open(BpfCommand.LinkCreate, ref attributes, out FdHandle? link);
        try
        {
            if (link is null && errno == Errno.EINVAL && cookie == 0)
                PerfEventHandle.SetProgram(perfEvent, Fd);
            else if (link is null)
                throw AttachFailure(target, errno, needs, errno == Errno.EINVAL ? "Cookies of probes and tracepoints need kernel 5.15." : null);
            PerfEventHandle.Enable(perfEvent);
            return link;
        }
        catch (Exception e)
        {
            link?.Dispose();
            if (e is KernelException refusal and not BpfException)
                throw AttachFailure(target, refusal.Errno, needs, needs == KernelFeatures.PerfEvents ? refusal.Remedy : null);
            throw;
        }
    }
}
