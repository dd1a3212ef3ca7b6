namespace Sonde.Kernel;

/// <summary>Opens perf events and controls them: <c>perf_event_open</c> and its ioctls.</summary>
/// <remarks>An event is a descriptor: it can be mapped, waited for, and ends when the handle is disposed.</remarks>
public static unsafe class PerfEventHandle
{
    /// <summary>All processes, or all CPUs: for the process and CPU of <see cref="Open"/>.</summary>
    public const int Any = -1;

    /// <summary>Opens an event.</summary>
    /// <param name="attributes">What to count or sample. Its size is filled in.</param>
    /// <param name="pid">A process or thread; 0 the calling thread, -1 all on one CPU.</param>
    /// <param name="cpu">A CPU number, or -1 for every CPU that the thread runs on. Not both may be -1.</param>
    /// <param name="group">The leader of the group to join; null makes a leader.</param>
    /// <param name="flags">Flags.</param>
    /// <exception cref="KernelException">The kernel refused; the message says which permission or feature is missing.</exception>
    public static FdHandle Open(
        in PerfEventAttributes attributes, int pid = Any, int cpu = Any, FdHandle? group = null, PerfOpenFlags flags = PerfOpenFlags.None)
    {
        PerfEventAttributes sized = attributes;
        sized.Size = (uint)sizeof(PerfEventAttributes);
        var handle = new FdHandle();
        bool groupHeld = false;
        Errno errno;
        try
        {
            group?.DangerousAddRef(ref groupHeld);
            nint leader = group?.DangerousGetHandle() ?? -1;
            int fd;
            do
            {
                fd = (int)Libc.PerfEventOpen(Libc.PerfEventOpenNumber, &sized, pid, cpu, leader, (nuint)flags | Libc.PERF_FLAG_FD_CLOEXEC);
                errno = KernelException.LastErrno();
            }
            while (fd < 0 && errno == Errno.EINTR);
            handle.Own(fd);
        }
        finally
        {
            if (groupHeld)
                group!.DangerousRelease();
        }

        if (!handle.IsInvalid)
            return handle;

        handle.Dispose();
        throw new KernelException("open perf event", Describe(in sized, pid, cpu), errno, PerfRemedies.ForOpening(errno, in sized, cpu));
    }

    /// <summary>Switches an event on: PERF_EVENT_IOC_ENABLE.</summary>
    /// <param name="perfEvent">The event.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Enable(FdHandle perfEvent) => Control(perfEvent, Libc.PERF_EVENT_IOC_ENABLE, 0, "enable");

    /// <summary>Switches an event off: PERF_EVENT_IOC_DISABLE.</summary>
    /// <param name="perfEvent">The event.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Disable(FdHandle perfEvent) => Control(perfEvent, Libc.PERF_EVENT_IOC_DISABLE, 0, "disable");

    /// <summary>Stops or resumes writing into the event's ring: PERF_EVENT_IOC_PAUSE_OUTPUT.</summary>
    /// <param name="perfEvent">The event; it must have been mapped.</param>
    /// <param name="pause">Whether to stop.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void PauseOutput(FdHandle perfEvent, bool pause)
        => Control(perfEvent, Libc.PERF_EVENT_IOC_PAUSE_OUTPUT, pause ? 1 : 0, pause ? "pause" : "resume");

    /// <summary>Has a BPF program run at each occurrence: PERF_EVENT_IOC_SET_BPF.</summary>
    /// <param name="perfEvent">The event.</param>
    /// <param name="program">The program; the event keeps it.</param>
    /// <exception cref="KernelException">The kernel refused, EEXIST when the event has one already.</exception>
    public static void SetProgram(FdHandle perfEvent, FdHandle program)
    {
        ArgumentNullException.ThrowIfNull(program);
        bool held = false;
        try
        {
            program.DangerousAddRef(ref held);
            Control(perfEvent, Libc.PERF_EVENT_IOC_SET_BPF, program.DangerousGetHandle(), "set the program of");
        }
        finally
        {
            if (held)
                program.DangerousRelease();
        }
    }

    private static void Control(FdHandle perfEvent, nuint request, nint argument, string verb)
    {
        ArgumentNullException.ThrowIfNull(perfEvent);
        while (Libc.IoControl(perfEvent, request, argument) < 0)
        {
            Errno errno = KernelException.LastErrno();
            if (errno != Errno.EINTR)
                throw new KernelException(verb, "perf event", errno);
        }
    }

    private static string Describe(in PerfEventAttributes attributes, int pid, int cpu)
    {
        string target = (pid, cpu) switch
        {
            (Any, _) => $"on CPU {cpu}",
            (_, Any) => $"of task {pid}",
            _ => $"of task {pid} on CPU {cpu}",
        };
        return $"{attributes.Type} 0x{attributes.Config:x} {target}";
    }
}
