using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    private static readonly string[] TracepointFolders = ["/sys/kernel/tracing/events", "/sys/kernel/debug/tracing/events"];

    /// <summary>Attaches the program to a tracepoint (<c>tracepoint</c>).</summary>
    /// <remarks>Detaching it takes the kernel some 40 ms; <c>tp_btf</c> and <c>raw_tp</c> give the same data and take 0.1 ms.</remarks>
    /// <param name="category">The category, for example <c>sched</c>.</param>
    /// <param name="name">The tracepoint, for example <c>sched_switch</c>.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">There is no such tracepoint, tracefs is not mounted, or the kernel refused.</exception>
    public BpfLink AttachTracepoint(string category, string name, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireType(nameof(AttachTracepoint), BpfProgramType.Tracepoint);
        string target = $"tracepoint {category}:{name}";
        var attributes = new PerfEventAttributes { Type = PerfEventType.Tracepoint, Config = TracepointId(category, name, target), SamplePeriod = 1, Wakeup = 1 };
        return AttachProbe(in attributes, PerfEventHandle.Any, 0, cookie, target, KernelFeatures.Tracepoint);
    }

    /// <summary>Attaches the program to a raw tracepoint (<c>raw_tp</c>): its arguments as the kernel passes them.</summary>
    /// <param name="name">The tracepoint without category, for example <c>sched_switch</c>.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 6.10.</param>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refused.</exception>
    public BpfLink AttachRawTracepoint(string name, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireType(nameof(AttachRawTracepoint), BpfProgramType.RawTracepoint, BpfProgramType.RawTracepointWritable);
        using var text = new Utf8Name(name);
        return OpenRawTracepoint(text.Start, cookie, $"raw tracepoint {name}", KernelFeatures.Bpf);
    }

    /// <summary>Attaches a <c>tp_btf</c>, <c>fentry</c>, <c>fexit</c>, <c>fmod_ret</c>, <c>lsm</c> or <c>freplace</c> program to the target that it was loaded for.</summary>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 6.10 for <c>tp_btf</c>, 6.0 for the others.</param>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLink AttachTrace(ulong cookie = 0)
    {
        SectionTarget section = SectionTarget.Parse(SectionName);
        string target = $"{section.Kind} {_attachTarget ?? section.Target}";
        KernelFeatures needs = KernelFeatures.Btf | (section.Kind is "fentry" or "fexit" or "fmod_ret" ? KernelFeatures.Fentry : KernelFeatures.None);
        if (cookie == 0 || section.Kind == "tp_btf")
            return OpenRawTracepoint(null, cookie, target, needs);
        var attributes = new LinkCreateAttributes { AttachType = AttachType, TracingCookie = cookie };
        return CreateLink(ref attributes, target, needs, remedy: "Cookies of fentry, fexit and lsm programs need kernel 6.0.");
    }

    private BpfLink OpenRawTracepoint(byte* name, ulong cookie, string target, KernelFeatures needs)
    {
        using HandleLease program = LeaseLoaded();
        var attributes = new RawTracepointAttributes { Name = name, ProgramFd = program.Descriptor, Cookie = cookie };
        Errno errno = BpfCall.Open(BpfCommand.RawTracepointOpen, ref attributes, out FdHandle? link);
        if (link is not null)
            return Keep(new LinkAttachment(link), target);
        string? remedy = errno switch
        {
            Errno.E2BIG or Errno.EINVAL when cookie != 0 => "Cookies of raw tracepoints need kernel 6.10.",
            Errno.ENOENT when name != null => "This kernel has no such tracepoint: 'ls /sys/kernel/tracing/events/*' lists those that it has.",
            _ => null,
        };
        throw AttachFailure(target, errno, needs, remedy);
    }

    private ulong TracepointId(string category, string name, string target)
    {
        RequireLoaded();
        foreach (string folder in TracepointFolders)
        {
            try
            {
                string id = File.ReadAllText($"{folder}/{category}/{name}/id");
                return ulong.Parse(id.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
            }
            catch (UnauthorizedAccessException)
            {
                throw AttachFailure(target, Errno.EACCES, KernelFeatures.Tracepoint);
            }
            catch (IOException)
            {
                // The other place is looked at next.
            }
        }

        throw AttachFailure(
            target,
            Errno.ENOENT,
            KernelFeatures.Tracepoint,
            TracepointFolders.Any(Directory.Exists) ? "This kernel has no such tracepoint: 'ls /sys/kernel/tracing/events/*' lists those that it has." : null);
    }
}
