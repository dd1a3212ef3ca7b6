using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RingConsumerTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly Rings _bpf = Rings.Open();

    public RingConsumerTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    private RingBuffer<Rings.Item> Ring => _bpf.Maps.Events;

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Whoever_comes_after_a_subscription_is_refused_and_the_subscription_goes_on()
    {
        int count = 0;
        using RingSubscription subscription = Ring.Subscribe((in Rings.Item _) => Interlocked.Increment(ref count));

        var e = Assert.Throws<InvalidOperationException>(() => Ring.Read(new Rings.Item[1]));
        Assert.Equal("Ring buffer events has a subscription or an asynchronous reader already: a ring has one consumer at a time.", e.Message);
        Assert.Throws<InvalidOperationException>(() => Ring.Drain().GetEnumerator().Dispose());
        Assert.Throws<InvalidOperationException>(() => Ring.Map.AsRingBuffer().Drain().GetEnumerator().Dispose());
        Assert.Throws<InvalidOperationException>(() => Ring.Lease().Dispose());
        Assert.Throws<InvalidOperationException>(() => Ring.Subscribe((in Rings.Item _) => { }));
        Assert.Throws<InvalidOperationException>(() => new RingGroup<Rings.Item>(_bpf.Maps.First, Ring).Subscribe((int _, in Rings.Item _) => { }));
        await using IAsyncEnumerator<ReadOnlyMemory<Rings.Item>> batches = Ring.ReadAllAsync().GetAsyncEnumerator();
        await Assert.ThrowsAsync<InvalidOperationException>(() => batches.MoveNextAsync().AsTask());

        _bpf.Programs.WriteEvents.TestRun(3);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref count) == 3, Soon));
        Assert.False(subscription.Completion.IsCompleted);
        Assert.Equal(0, _bpf.Maps.First.Read(new Rings.Item[1])); // The group that was refused has let go of its other ring.
    }

    [Fact]
    public async Task Walks_that_are_tried_all_the_time_take_nothing_from_a_subscription()
    {
        const int written = 2000;
        int count = 0;
        using RingSubscription subscription = Ring.Subscribe((in Rings.Item _) => Interlocked.Increment(ref count));
        using var stop = new CancellationTokenSource();
        Task<int> intruder = Task.Run(() =>
        {
            int taken = 0;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    taken += Ring.Read(new Rings.Item[8]);
                }
                catch (InvalidOperationException)
                {
                }
            }

            return taken;
        });

        _bpf.Programs.WriteEvents.TestRun(written);

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref count) == written || subscription.Completion.IsCompleted, Soon));
        stop.Cancel();
        Assert.Equal(0, await intruder);
        Assert.Equal(written, count);
        Assert.False(subscription.Completion.IsCompleted);
    }

    [Fact]
    public void A_subscription_that_comes_after_a_walk_is_refused_until_it_has_ended()
    {
        using (RingLease<Rings.Item> lease = Ring.Lease())
        {
            var e = Assert.Throws<InvalidOperationException>(() => Ring.Subscribe((in Rings.Item _) => { }));
            Assert.Equal("Ring buffer events is being drained already: a ring has one consumer at a time.", e.Message);
        }

        Ring.Subscribe((in Rings.Item _) => { }).Dispose();
        Assert.Equal(0, Ring.Read(new Rings.Item[1]));
    }

    [Fact]
    public async Task An_asynchronous_reader_has_the_ring_until_its_enumerator_is_disposed()
    {
        _bpf.Programs.WriteEvents.TestRun(3);
        await foreach (ReadOnlyMemory<Rings.Item> batch in Ring.ReadAllAsync(2))
        {
            Assert.Equal(2, batch.Length);
            Assert.Throws<InvalidOperationException>(() => Ring.Read(new Rings.Item[1]));
            break;
        }

        Assert.Equal(1, Ring.Read(new Rings.Item[3]));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Whoever_disposes_a_subscription_second_waits_for_the_handler_too()
    {
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        RingSubscription subscription = Ring.Subscribe((in Rings.Item _) =>
        {
            entered.Set();
            leave.Wait(Soon);
        });
        _bpf.Programs.WriteEvents.TestRun();
        Assert.True(entered.Wait(Soon));
        var first = new Thread(subscription.Dispose);
        first.Start();
        Assert.True(SpinWait.SpinUntil(() => subscription.IsEnded, Soon));
        Assert.False(first.Join(20));

        var second = new Thread(subscription.Dispose);
        second.Start();

        Assert.False(second.Join(100));
        Assert.False(subscription.Completion.IsCompleted);
        leave.Set();
        Assert.True(first.Join(Soon));
        Assert.True(second.Join(Soon));
        Assert.True(subscription.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_before_one_that_is_too_short_are_copied_and_the_next_call_throws()
    {
        WriteWithShortThird();
        var items = new Rings.Item[10];

        Assert.Equal(2, Ring.Read(items));
        Assert.Equal([0, 1], items.Take(2).Select(item => item.Number));
        var e = Assert.Throws<InvalidDataException>(() => Ring.Read(items));
        Assert.Contains("held a record of 4 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, Ring.Read(items));
        Assert.Equal([3, 4], items.Take(2).Select(item => item.Number));
    }

    [Fact]
    public async Task A_batch_before_a_record_that_is_too_short_is_given_before_the_exception()
    {
        WriteWithShortThird();
        await using IAsyncEnumerator<ReadOnlyMemory<Rings.Item>> batches = Ring.ReadAllAsync().GetAsyncEnumerator();

        Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Soon));
        Assert.Equal(2, batches.Current.Length);
        await Assert.ThrowsAsync<InvalidDataException>(() => batches.MoveNextAsync().AsTask());
    }

    [Fact]
    public void A_walk_that_has_ended_finds_nothing_even_when_the_memory_is_gone()
    {
        _bpf.Programs.WriteEvents.TestRun(10);
        RingLease<Rings.Item> lease = Ring.Lease();
        Assert.True(lease.MoveNext());
        lease.Dispose();
        RingDrain<Rings.Item>.Enumerator walk = Ring.Drain(5).GetEnumerator();
        Assert.True(walk.MoveNext());
        walk.Dispose();
        RingDrain.Enumerator untyped = Ring.Map.AsRingBuffer().Drain().GetEnumerator();
        Assert.True(untyped.MoveNext());
        untyped.Dispose();

        Assert.False(lease.MoveNext());
        _bpf.Dispose();

        Assert.False(lease.MoveNext());
        Assert.False(walk.MoveNext());
        Assert.False(untyped.MoveNext());
        Assert.True(untyped.Current.IsEmpty);
    }

    [Fact]
    public void A_copy_of_a_lease_ends_and_frees_nothing_once_more()
    {
        _bpf.Programs.WriteEvents.TestRun(10);
        RingLease<Rings.Item> lease = Ring.Lease();
        Assert.True(lease.MoveNext());
        RingLease<Rings.Item> copy = lease;
        lease.Dispose();

        copy.Commit();
        copy.Dispose();

        Assert.Equal(10 * 32, Ring.Backlog);
        Assert.Equal(10, Ring.Read(new Rings.Item[20]));
    }

    // Waiting is for the kernel then: the next time of the pacer's own is an hour away, once some rounds have made it so.
    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_that_come_alone_wake_the_reader_up_by_the_kernels_notification()
    {
        const int rounds = 40;
        int count = 0;
        using RingSubscription subscription = Ring.Subscribe(
            (in Rings.Item _) => Interlocked.Increment(ref count), new ReadPace { IdleInterval = TimeSpan.FromHours(1) });
        RingWatch watch = Assert.Single(subscription.Watches);

        for (int i = 1; i <= rounds; i++)
        {
            Thread.Sleep(2);
            Assert.True(SpinWait.SpinUntil(() => watch.IsArmed, Soon));
            _bpf.Programs.WriteEvents.TestRun();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref count) == i, Soon));
        }

        // In the first rounds a look at a time of the pacer's may be quicker.
        Assert.True(SpinWait.SpinUntil(() => watch.Announced >= rounds / 2, TimeSpan.FromSeconds(1)), $"{watch.Announced} of {rounds}");
    }

    private void WriteWithShortThird()
    {
        _bpf.Programs.WriteEvents.TestRun(2);
        _bpf.Bss.SampleSize = 4;
        _bpf.Programs.OutputSized.TestRun();
        _bpf.Programs.WriteEvents.TestRun(2);
    }
}
