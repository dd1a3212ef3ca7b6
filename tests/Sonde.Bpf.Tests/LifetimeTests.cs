using System.Runtime.CompilerServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class AloneCollection;

/// <summary>Counts what this process holds in the kernel, so it runs while no other test does.</summary>
[Collection("Alone")]
public sealed class LifetimeTests
{
    // eng/soak.sh raises it.
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("SONDE_SOAK"), out int times) ? times : 1;

    [Fact]
    [Trait("Matrix", "guest")]
    public void Cycles_with_raw_tracepoint_links_leave_nothing_behind()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        AssertNothingStays(TestKernel.Scale(1000 * Times, inGuest: 20), hooks =>
        {
            hooks.Programs.OnRawTracepoint.AutoLoad = true;
            hooks.Load();
            hooks.Attach();
        });
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Cycles_with_perf_event_links_leave_nothing_behind()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        UserFunction function = UserFunctions.Find(Workload.Path, FunctionPattern.Glob("workload_target"))[0];
        AssertNothingStays(TestKernel.Scale(100 * Times, inGuest: 5), hooks =>
        {
            hooks.Programs.OnUprobe.AutoLoad = true;
            hooks.Load();
            hooks.Programs.OnUprobe.AttachUprobe(function);
        });
    }

    [Fact]
    public void Cycles_that_fail_half_way_leave_nothing_behind()
    {
        TestKernel.Require(KernelFeatures.Uprobe);
        AssertNothingStays(50, hooks =>
        {
            hooks.Programs.OnUprobe.AutoLoad = true;
            hooks.Programs.OnRawTracepoint.AutoLoad = true;
            hooks.Load();
            hooks.Attach();
            Assert.Throws<BpfException>(() => hooks.Programs.OnUprobe.AttachUprobe(new UserFunction("/no/such", "f", 0)));
        });
    }

    [Fact]
    public void A_perf_buffer_that_its_map_has_no_entry_for_leaves_nothing_behind()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.PerfEvents);
        using Rings bpf = Rings.Open();
        bpf.Load();
        AssertRefused();
        KernelHoldings before = Settled(null);

        for (int i = 0; i < 20; i++)
            AssertRefused();
        AssertWithin(before);

        void AssertRefused()
        {
            var e = Assert.Throws<BpfException>(() => bpf.Maps.Sparse.Open(new PerfBufferOptions { Cpus = CpuSet.Parse("0,64") }));
            Assert.Contains("it has 64 entries, too few for CPU 64", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Opening_changed_objects_throws_or_works_and_leaves_nothing_behind()
    {
        byte[] image = BadObjectTests.Image();
        var random = new Random(1);
        KernelHoldings before = Settled(null);

        for (int i = 0; i < 500; i++)
        {
            byte[] changed = (byte[])image.Clone();
            for (int change = 0; change < 4; change++)
                changed[random.Next(64, changed.Length)] = (byte)random.Next(256);
            try
            {
                BpfObject.Open(changed).Dispose();
            }
            catch (BpfException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }

        AssertWithin(before);
    }

    [Fact]
    public void Subscriptions_and_drains_leave_nothing_behind()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        KernelHoldings before = Settled(null);
        for (int i = 0; i < 50; i++)
        {
            using Numbers numbers = Numbers.Open();
            numbers.Load();
            using RingSubscription subscription = numbers.Maps.Numbers.Subscribe((in Numbers.Number _) => { });
            numbers.Programs.WriteNumbers.TestRun();
        }

        // The loop's own three descriptors are made at first use.
        KernelHoldings allowed = before with { Descriptors = before.Descriptors + 3 };
        AssertWithin(allowed);
    }

    [Fact]
    public void An_object_that_was_dropped_is_detached_and_reported()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        KernelHoldings before = Settled(null);
        var leaks = new List<BpfLeak>();
        BpfObject.Leaked += Report;
        try
        {
            Drop();
            for (int i = 0; i < 20 && leaks.Count == 0; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            BpfObject.Leaked -= Report;
        }

        BpfLeak leak = Assert.Single(leaks);
        Assert.Equal("Hooks", leak.ObjectName);
        Assert.Equal(["on_raw_tracepoint on raw tracepoint sys_enter"], leak.Links);
        KernelHoldings after = Settled(before);
        Assert.True(after.Programs <= before.Programs && after.Links <= before.Links, $"before {before}, after {after}");

        void Report(BpfLeak leak) => leaks.Add(leak);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Drop()
        {
            Hooks hooks = OpenQuiet();
            hooks.Programs.OnRawTracepoint.AutoLoad = true;
            hooks.Load();
            hooks.Attach();
        }
    }

    [Fact]
    public void A_link_that_somebody_holds_keeps_its_object()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        var leaks = new List<BpfLeak>();
        BpfObject.Leaked += leaks.Add;
        try
        {
            BpfLink link = Drop();
            for (int i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.Empty(leaks);
            Assert.True(link.IsAttached);
            link.Dispose();
        }
        finally
        {
            BpfObject.Leaked -= leaks.Add;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static BpfLink Drop()
        {
            Hooks hooks = OpenQuiet();
            hooks.Programs.OnRawTracepoint.AutoLoad = true;
            hooks.Load();
            return Assert.Single(hooks.Attach());
        }
    }

    private static void AssertWithin(KernelHoldings before)
    {
        KernelHoldings after = Settled(before);
        Assert.True(after.IsWithin(before), $"before {before}, after {after}");
    }

    private static void AssertNothingStays(int cycles, Action<Hooks> use)
    {
        for (int i = 0; i < 3; i++)
            Cycle();
        KernelHoldings before = Settled(null);

        for (int i = 0; i < cycles; i++)
            Cycle();

        KernelHoldings after = Settled(before);
        Assert.True(after.IsWithin(before), $"before {before}, after {after}");

        // The runtime maps memory of its own meanwhile; a leak would be one mapping a cycle at least.
        Assert.InRange(after.Mappings, 0, before.Mappings + Math.Max(40, cycles / 2));

        void Cycle()
        {
            using Hooks hooks = OpenQuiet();
            use(hooks);
        }
    }

    private static Hooks OpenQuiet()
    {
        Hooks hooks = Hooks.Open();
        foreach (BpfProgram program in hooks.Object.Programs)
            program.AutoLoad = false;
        return hooks;
    }

    // The kernel frees programs and maps after grace periods, and the closer takes 0.1 s for each probe: before the test, wait until
    // nothing changes any more; after it, until nothing is more than before, for as long as something goes away.
    private static KernelHoldings Settled(KernelHoldings? before)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        KernelHoldings now = KernelHoldings.Count();
        int unchanged = 0;
        while (unchanged < 200 && (before is { } b ? !now.IsWithin(b) : unchanged < 10))
        {
            Thread.Sleep(50);
            KernelHoldings next = KernelHoldings.Count();
            unchanged = next with { Mappings = 0 } == now with { Mappings = 0 } ? unchanged + 1 : 0;
            now = next;
        }

        return now;
    }
}
