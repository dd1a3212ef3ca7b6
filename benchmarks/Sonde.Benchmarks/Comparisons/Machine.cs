using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Benchmarks;

/// <summary>The CPUs that may be used here, and binding this thread to one.</summary>
internal static unsafe partial class Machine
{
    /// <summary>Where what is measured runs.</summary>
    public static int MeasuredCpu => CpuSet.Online[^1];

    /// <summary>All of them, as a list.</summary>
    public static string AllCpus => string.Join(",", CpuSet.Online);

    /// <summary>Where its counterpart runs.</summary>
    public static int OtherCpu => CpuSet.Online[0];

    /// <summary>The milliseconds of CPU of all processes that this one started and that have ended.</summary>
    public static double CpuOfEnded()
    {
        // struct rusage: user and system time, each in seconds and microseconds, then what is not asked for.
        const int children = -1;
        long* usage = stackalloc long[18];
        if (GetUsage(children, usage) != 0)
            throw new InvalidOperationException("cannot read the CPU time of processes");
        return ((usage[0] + usage[2]) * 1e3) + ((usage[1] + usage[3]) / 1e3);
    }

    public static void BindThread(int cpu)
    {
        ulong* mask = stackalloc ulong[16];
        new Span<ulong>(mask, 16).Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);
        if (SetAffinity(0, 128, mask) != 0)
            throw new InvalidOperationException($"cannot run on CPU {cpu}");
    }

    public static void FreeThread()
    {
        ulong* mask = stackalloc ulong[16];
        new Span<ulong>(mask, 16).Fill(ulong.MaxValue);
        _ = SetAffinity(0, 128, mask);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, long* usage);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
