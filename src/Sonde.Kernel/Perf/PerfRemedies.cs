namespace Sonde.Kernel;

/// <summary>What to do about a perf event that cannot be opened.</summary>
internal static class PerfRemedies
{
    public static string? ForOpening(Errno errno, in PerfEventAttributes attributes, int cpu) => errno switch
    {
        Errno.EPERM or Errno.EACCES => KernelDoctor.Examine().Explain(KernelFeatures.PerfEvents)
            ?? "The kernel refused although the capabilities are there: look for seccomp (containers block perf_event_open), lockdown or a security module.",
        Errno.ENOENT or Errno.ENODEV when attributes.Type is PerfEventType.Hardware or PerfEventType.HardwareCache or PerfEventType.Raw =>
            "This machine has no such hardware counter; virtual machines often have none. Software events, such as cpu-clock, do exist.",
        Errno.ENOENT => "This kernel has no such event.",
        Errno.ENODEV => $"CPU {cpu} is not online.",
        Errno.EOPNOTSUPP => "The event cannot do this here: sampling, precise addresses or branches may be missing on this CPU or in this virtual machine.",
        Errno.ESRCH => "The process or thread has ended.",
        Errno.E2BIG => "A field is set that this kernel is too old to know.",
        Errno.EBUSY => "Another event has the counter for itself.",
        Errno.EINVAL when cpu >= 0 => $"A field has a value that this kernel does not take, or there is no CPU {cpu}.",
        Errno.ENOSYS => "The kernel was built without CONFIG_PERF_EVENTS.",
        _ => Remedies.ForDescriptors(errno),
    };
}
