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

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);
}
