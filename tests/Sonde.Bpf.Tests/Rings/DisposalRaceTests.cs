using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Everything that reads or waits, while two threads dispose what it reads from.</summary>
public sealed class DisposalRaceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public DisposalRaceTests() => TestKernel.Require(KernelFeatures.Bpf);

    private static int Rounds => TestKernel.Scale(40, inGuest: 5);

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task An_asynchronous_reader_ends_well_when_the_object_is_disposed()
        => await Race(
            () => Load(),
            async (bpf, started) =>
            {
                await foreach (ReadOnlyMemory<Rings.Item> batch in bpf.Maps.Events.ReadAllAsync())
                {
                    Check(batch.Span);
                    started.TrySetResult();
                }
            },
            bpf => bpf.Programs.WriteEvents.TestRun(5));

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task An_asynchronous_reader_of_a_group_ends_well_when_the_object_is_disposed()
        => await Race(
            () => Load(),
            async (bpf, started) =>
            {
                await foreach (RingBatch<Rings.Item> batch in Group(bpf).ReadAllAsync())
                {
                    Check(batch.Records.Span);
                    started.TrySetResult();
                }
            },
            bpf => bpf.Programs.WriteBoth.TestRun(5));

    [Fact]
    public async Task An_asynchronous_reader_of_a_group_ends_well_when_an_object_is_disposed_between_two_rings()
    {
        using Rings kept = Load();
        Rings gone = Load();
        kept.Programs.WriteEvents.TestRun();
        int batches = 0;

        await foreach (RingBatch<Rings.Item> batch in new RingGroup<Rings.Item>(kept.Maps.Events, gone.Maps.Events).ReadAllAsync())
        {
            Assert.Equal(0, batch.Ring);
            batches++;
            gone.Dispose();
        }

        Assert.Equal(1, batches);
        Assert.Equal(0, kept.Maps.Events.Read(new Rings.Item[1]));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_subscription_of_a_group_ends_well_when_the_object_is_disposed()
        => await Race(
            () => Load(),
            async (bpf, started) =>
            {
                bool subscribed = false;
                RingSubscription subscription = Group(bpf).Subscribe((int _, in Rings.Item item) =>
                {
                    if (Volatile.Read(ref subscribed)) // All rings of the group are, not only the one that called.
                        started.TrySetResult();
                    Assert.Equal(item.Number * item.Number, item.Square);
                });
                Volatile.Write(ref subscribed, true);
                await subscription.Completion;
            },
            bpf => bpf.Programs.WriteBoth.TestRun(5));

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_drain_of_perf_buffers_ends_with_the_right_exception_when_the_object_is_disposed()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        await Race(
            () => LoadForSamples(),
            (bpf, started) =>
            {
                Assert.Throws<ObjectDisposedException>(() => DrainForEver(bpf, started));
                return Task.CompletedTask;
            },
            bpf => bpf.Programs.WriteSamples.TestRun(5));

        static void DrainForEver(Rings bpf, TaskCompletionSource started)
        {
            PerfBuffer<Rings.Item> buffer = bpf.Maps.Samples.Open();
            while (true)
            {
                foreach (PerfRecord<Rings.Item> record in buffer.Drain())
                {
                    Assert.Equal(record.Value.Number * record.Value.Number, record.Value.Square);
                    started.TrySetResult();
                }
            }
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_subscription_of_perf_buffers_ends_well_when_the_object_is_disposed()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        await Race(
            () => LoadForSamples(),
            async (bpf, started) =>
            {
                bool subscribed = false;
                RingSubscription subscription = bpf.Maps.Samples.Open().Subscribe((int _, in Rings.Item item) =>
                {
                    if (Volatile.Read(ref subscribed)) // The buffers of all CPUs are.
                        started.TrySetResult();
                    Assert.Equal(item.Number * item.Number, item.Square);
                });
                Volatile.Write(ref subscribed, true);
                await subscription.Completion;
            },
            bpf => bpf.Programs.WriteSamples.TestRun(5));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task An_asynchronous_reader_of_perf_buffers_ends_well_when_the_object_is_disposed()
    {
        TestKernel.Require(KernelFeatures.PerfEvents);
        await Race(
            () => LoadForSamples(),
            async (bpf, started) =>
            {
                await foreach (ReadOnlyMemory<CpuRecord<Rings.Item>> batch in bpf.Maps.Samples.Open().ReadAllAsync())
                {
                    Assert.NotEqual(0, batch.Length);
                    started.TrySetResult();
                }
            },
            bpf => bpf.Programs.WriteSamples.TestRun(5));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Who_waits_for_room_in_a_user_ring_is_told_when_the_object_is_disposed()
    {
        TestKernel.RequireVersion(6, 1);
        await Race(
            () =>
            {
                UserRings bpf = UserRings.Open();
                bpf.Load();
                return bpf;
            },
            async (bpf, started) =>
            {
                await Assert.ThrowsAsync<ObjectDisposedException>(() => Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
                {
                    while (true)
                    {
                        await bpf.Maps.Orders.WriteAsync(default);
                        started.TrySetResult();
                    }
                }))));
            },
            bpf => bpf.Programs.TakeOrders.TestRun(5));
    }

    private static RingGroup<Rings.Item> Group(Rings bpf) => new(bpf.Maps.First, bpf.Maps.Second);

    private static void Check(ReadOnlySpan<Rings.Item> items)
    {
        foreach (ref readonly Rings.Item item in items)
            Assert.Equal(item.Number * item.Number, item.Square);
    }

    private static Rings Load()
    {
        Rings bpf = Rings.Open();
        bpf.Load();
        return bpf;
    }

    private static Rings LoadForSamples()
    {
        Rings bpf = Load();
        bpf.Bss.SampleSize = 24;
        return bpf;
    }

    // A reader, a writer and two disposers. What the reader's task ends with comes out of here.
    private static async Task Race<T>(Func<T> load, Func<T, TaskCompletionSource, Task> read, Action<T> write)
        where T : class, IDisposable
    {
        for (int i = 0; i < Rounds; i++)
        {
            T bpf = load();
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task reading = Task.Run(() => read(bpf, started));
            Task writing = Task.Run(() =>
            {
                try
                {
                    while (true)
                        write(bpf);
                }
                catch (ObjectDisposedException)
                {
                }
            });
            try
            {
                await Task.WhenAny(started.Task, reading).WaitAsync(Soon);
            }
            finally
            {
                await Task.WhenAll(Task.Run(bpf.Dispose), Task.Run(bpf.Dispose)).WaitAsync(Soon);
            }

            await reading.WaitAsync(Soon);
            await writing.WaitAsync(Soon);
        }
    }
}
