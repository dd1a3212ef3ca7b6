using System.Runtime.InteropServices;
using Sonde.Testing;

namespace Sonde.Kernel.Tests;

[Collection(nameof(Descriptors))]
public sealed unsafe class PerfEventHandleTests
{
    private const ulong SoftwarePageFaults = 2; // PERF_COUNT_SW_PAGE_FAULTS

    public PerfEventHandleTests() => TestKernel.Require(KernelFeatures.PerfEvents);

    private static PerfEventAttributes PageFaults => new() { Type = PerfEventType.Software, Config = SoftwarePageFaults, Flags = PerfEventFlags.Disabled };

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_event_counts_while_it_is_enabled()
    {
        using FdHandle perfEvent = PerfEventHandle.Open(PageFaults, pid: 0);
        FaultPages();
        Assert.Equal(0ul, Read(perfEvent));

        PerfEventHandle.Enable(perfEvent);
        FaultPages();
        PerfEventHandle.Disable(perfEvent);
        ulong counted = Read(perfEvent);
        FaultPages();

        Assert.InRange(counted, 100ul, ulong.MaxValue);
        Assert.Equal(counted, Read(perfEvent));
    }

    [Fact]
    public void A_task_that_does_not_exist_is_named_with_the_error()
    {
        var e = Assert.Throws<KernelException>(() => PerfEventHandle.Open(PageFaults, pid: int.MaxValue).Dispose());

        Assert.Equal(Errno.ESRCH, e.Errno);
        Assert.Equal("open perf event Software 0x2 of task 2147483647: No such process (ESRCH). The process or thread has ended.", e.Message);
    }

    [Fact]
    public void A_cpu_that_does_not_exist_is_named_with_the_error()
    {
        var e = Assert.Throws<KernelException>(() => PerfEventHandle.Open(PageFaults, cpu: 1 << 15).Dispose());

        Assert.StartsWith("open perf event Software 0x2 on CPU 32768: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("CPU 32768", e.Remedy!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_event_leaves_no_descriptor()
    {
        int before = Descriptors.Count();

        for (int i = 0; i < 50; i++)
            Assert.Throws<KernelException>(() => PerfEventHandle.Open(PageFaults, pid: int.MaxValue));

        Assert.Equal(before, Descriptors.Count());
    }

    private static ulong Read(FdHandle perfEvent)
    {
        ulong count;
        Assert.Equal(8, Libc.Read(perfEvent, &count, sizeof(ulong)));
        return count;
    }

    // Each page of fresh memory faults at its first touch.
    private static void FaultPages()
    {
        const int pages = 200;
        byte* memory = (byte*)NativeMemory.AlignedAlloc(pages * 4096, 1 << 20);
        _ = Madvise(memory, pages * 4096, 15); // MADV_NOHUGEPAGE
        for (int page = 0; page < pages; page++)
            memory[page * 4096] = 1;
        _ = Madvise(memory, pages * 4096, 4); // MADV_DONTNEED: the next use of the same memory faults again.
        NativeMemory.AlignedFree(memory);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Madvise(void* address, nuint length, int advice);
}
