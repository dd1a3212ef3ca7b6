using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RingRaceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    public RingRaceTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_object_may_be_disposed_while_another_thread_drains()
    {
        for (int i = 0; i < TestKernel.Scale(40, inGuest: 5); i++)
        {
            Rings bpf = Load();
            using var draining = new ManualResetEventSlim();
            Exception? ended = null;
            var reader = new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        foreach (ref readonly Rings.Item item in bpf.Maps.Events.Drain())
                        {
                            Assert.Equal(item.Number * item.Number, item.Square);
                            draining.Set();
                        }

                        bpf.Programs.WriteEvents.TestRun();
                    }
                }
                catch (Exception e)
                {
                    ended = e;
                }
            });
            reader.Start();
            Assert.True(draining.Wait(Soon));

            bpf.Dispose();

            Assert.True(reader.Join(Soon));
            Assert.IsType<ObjectDisposedException>(ended);
        }
    }

    [Fact]
    public void A_walk_goes_on_in_its_memory_after_the_object_was_disposed()
    {
        Rings bpf = Load();
        bpf.Programs.WriteEvents.TestRun(1000);
        RingBuffer<Rings.Item> ring = bpf.Maps.Events;
        int count = 0;

        foreach (ref readonly Rings.Item item in ring.Drain())
        {
            if (count++ == 10)
                bpf.Dispose();
            Assert.Equal(item.Number * item.Number, item.Square);
        }

        Assert.Equal(1000, count);
        Assert.Throws<ObjectDisposedException>(() => ring.Backlog);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task An_object_may_be_disposed_while_the_loop_drains()
    {
        for (int i = 0; i < TestKernel.Scale(40, inGuest: 5); i++)
        {
            Rings bpf = Load();
            bpf.Programs.WriteEvents.TestRun(1000);
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            RingSubscription subscription = bpf.Maps.Events.Subscribe((in Rings.Item item) =>
            {
                started.TrySetResult();
                Assert.Equal(item.Number * item.Number, item.Square);
            });
            await started.Task.WaitAsync(Soon);

            bpf.Dispose();

            await subscription.Completion.WaitAsync(Soon);
        }
    }

    [Fact]
    public async Task A_subscription_may_be_disposed_while_it_is_called_and_is_not_called_after()
    {
        using Rings bpf = Load();
        for (int i = 0; i < 200; i++)
        {
            int calls = 0;
            RingSubscription subscription = bpf.Maps.Events.Subscribe((in Rings.Item _) => Volatile.Write(ref calls, calls + 1));
            bpf.Programs.WriteEvents.TestRun();
            if (i % 3 == 0)
                await Task.Yield();
            subscription.Dispose();
            int after = Volatile.Read(ref calls);
            bpf.Programs.WriteEvents.TestRun();

            Assert.Equal(after, Volatile.Read(ref calls));
            bpf.Maps.Events.Read(new Rings.Item[10]);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_handler_that_throws_ends_its_own_subscription_and_no_other()
    {
        using Rings bpf = Load();
        int good = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using RingSubscription healthy = bpf.Maps.First.Subscribe((in Rings.Item _) =>
        {
            if (++good == 20)
                enough.SetResult();
        });
        RingSubscription throwing = bpf.Maps.Second.Subscribe((in Rings.Item item) => throw new FormatException($"{item.Number}"));

        bpf.Programs.WriteBoth.TestRun(10);
        var e = await Assert.ThrowsAsync<FormatException>(() => throwing.Completion.WaitAsync(Soon));
        Assert.Equal("1", e.Message);
        bpf.Programs.WriteBoth.TestRun(10);

        await enough.Task.WaitAsync(Soon);
        Assert.False(healthy.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_handler_of_a_group_that_throws_ends_the_group_whichever_ring_it_was()
    {
        using Rings bpf = Load();
        int calls = 0;
        RingSubscription group = new RingGroup<Rings.Item>(bpf.Maps.First, bpf.Maps.Second).Subscribe((int ring, in Rings.Item _) =>
        {
            Interlocked.Increment(ref calls);
            if (ring == 1)
                throw new FormatException();
        });

        bpf.Programs.WriteBoth.TestRun();
        await Assert.ThrowsAsync<FormatException>(() => group.Completion.WaitAsync(Soon));
        int after = Volatile.Read(ref calls);
        bpf.Programs.WriteBoth.TestRun();
        await Task.Delay(20);

        Assert.Equal(after, Volatile.Read(ref calls));
    }

    [Fact]
    public async Task Many_subscriptions_share_the_one_loop_thread()
    {
        var objects = new List<Rings>();
        try
        {
            using var all = new CountdownEvent(60);
            var threads = new HashSet<int>();
            for (int i = 0; i < 20; i++)
            {
                Rings bpf = Load();
                objects.Add(bpf);
                foreach (RingBuffer<Rings.Item> ring in new[] { bpf.Maps.Events, bpf.Maps.First, bpf.Maps.Second })
                {
                    ring.Subscribe((in Rings.Item _) =>
                    {
                        threads.Add(Environment.CurrentManagedThreadId);
                        all.Signal();
                    });
                }
            }

            foreach (Rings bpf in objects)
            {
                bpf.Programs.WriteEvents.TestRun();
                bpf.Programs.WriteBoth.TestRun();
            }

            Assert.True(await Task.Run(() => all.Wait(Soon)));
            Assert.Single(threads);
        }
        finally
        {
            foreach (Rings bpf in objects)
                bpf.Dispose();
        }
    }

    private static Rings Load()
    {
        Rings bpf = Rings.Open();
        bpf.Load();
        return bpf;
    }
}
