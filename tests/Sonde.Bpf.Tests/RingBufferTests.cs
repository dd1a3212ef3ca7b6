using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RingBufferTests : IDisposable
{
    private const int PerRun = 1000;
    private readonly Numbers _numbers = Numbers.Open();

    public RingBufferTests() => TestKernel.Require(KernelFeatures.Bpf);

    private RingBuffer<Numbers.Number> Ring => _numbers.Maps.Numbers;

    public void Dispose() => _numbers.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Every_number_arrives_once_and_in_order_or_is_counted_as_lost()
    {
        _numbers.Load();
        int runs = TestKernel.Scale(1000, inGuest: 100);
        var producer = new Thread(() =>
        {
            for (int run = 0; run < runs; run++)
                _numbers.Programs.WriteNumbers.TestRun();
        });
        producer.Start();

        // A reader that pauses now and then makes the ring overflow, so that losing is tested too.
        ulong received = 0;
        ulong last = 0;
        for (int round = 0; producer.IsAlive || Ring.Backlog > 0; round++)
        {
            foreach (ref readonly Numbers.Number number in Ring.Drain())
            {
                Assert.True(received == 0 || number.Value > last, "out of order, or twice");
                Assert.Equal(number.Value * number.Value, number.Square);
                last = number.Value;
                received++;
            }

            if (round % 16 == 0)
                Thread.Yield();
        }

        producer.Join();
        Assert.Equal((ulong)runs * PerRun, _numbers.Bss.Next);
        Assert.Equal((ulong)runs * PerRun, received + _numbers.Bss.Lost);
        Assert.True(received > 0);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_overflow_is_counted_to_the_record()
    {
        _numbers.Load();
        for (int run = 0; run < 20; run++)
            _numbers.Programs.WriteNumbers.TestRun();

        Numbers.Number[] records = new Numbers.Number[20 * PerRun];
        int count = Ring.Read(records);

        // 256 KiB hold 6553 records of 40 bytes, and one place stays free.
        Assert.InRange(count, 6500, 6553);
        Assert.Equal((ulong)(20 * PerRun), (ulong)count + _numbers.Bss.Lost);
        Assert.Equal(Enumerable.Range(0, count).Select(i => (ulong)i), records[..count].Select(r => r.Value));
        Assert.Equal(0, Ring.Backlog);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Discarded_records_are_passed_over_and_the_walk_goes_on()
    {
        _numbers.Rodata.DiscardThirds = true;
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();

        var values = new List<ulong>();
        foreach (ref readonly Numbers.Number number in Ring.Drain())
            values.Add(number.Value);

        Assert.Equal(Enumerable.Range(0, PerRun).Where(i => i % 3 != 0).Select(i => (ulong)i), values);
    }

    [Fact]
    public void Draining_allocates_nothing()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();
        Sum();
        _numbers.Programs.WriteNumbers.TestRun();
        long before = GC.GetAllocatedBytesForCurrentThread();

        ulong sum = Sum();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_499_500ul, sum);
    }

    [Fact]
    public void Leaving_a_walk_early_keeps_the_rest()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();

        foreach (ref readonly Numbers.Number number in Ring.Drain())
        {
            if (number.Value == 9)
                break;
        }

        var next = new Numbers.Number[1];
        Assert.Equal(1, Ring.Read(next));
        Assert.Equal(10ul, next[0].Value);
        Assert.Equal(989 * 40, Ring.Backlog);
    }

    [Fact]
    public void A_second_consumer_is_refused()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();

        foreach (ref readonly Numbers.Number number in Ring.Drain())
        {
            var e = Assert.Throws<InvalidOperationException>(() => Ring.Read(new Numbers.Number[1]));
            Assert.Equal("Ring buffer numbers is being drained already: a ring has one consumer at a time.", e.Message);
            break;
        }

        Assert.Equal(1, Ring.Read(new Numbers.Number[1]));
    }

    [Fact]
    public void A_record_too_short_for_the_type_is_an_error_and_is_passed_over()
    {
        _numbers.Load();
        _numbers.Programs.WriteShort.TestRun();
        _numbers.Programs.WriteNumbers.TestRun();

        var e = Assert.Throws<InvalidDataException>(() => Ring.Read(new Numbers.Number[1]));

        Assert.Contains("held a record of 4 bytes, too short for Number with 32", e.Message, StringComparison.Ordinal);
        Assert.Equal(PerRun, Ring.Read(new Numbers.Number[2000]));
    }

    [Fact]
    public void A_ring_of_a_disposed_object_throws()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();
        Assert.Equal(PerRun * 40, Ring.Backlog);

        _numbers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Ring.Backlog);
        Assert.Throws<ObjectDisposedException>(() => Ring.Read(new Numbers.Number[1]));
        Assert.Throws<ObjectDisposedException>(() => Ring.Subscribe((in Numbers.Number _) => { }));
    }

    [Fact]
    public void A_walk_that_is_disposed_twice_gives_back_once()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();
        RingDrain<Numbers.Number>.Enumerator walk = Ring.Drain().GetEnumerator();
        Assert.True(walk.MoveNext());

        walk.Dispose();
        walk.Dispose();

        Assert.Equal(PerRun - 1, Ring.Read(new Numbers.Number[2000]));
    }

    [Fact]
    public void Untyped_records_are_spans_of_their_length()
    {
        _numbers.Load();
        _numbers.Programs.WriteShort.TestRun();
        _numbers.Programs.WriteNumbers.TestRun();

        var lengths = new List<int>();
        foreach (ReadOnlySpan<byte> record in _numbers.Object.GetMap("numbers").AsRingBuffer().Drain())
            lengths.Add(record.Length);

        Assert.Equal(4, lengths[0]);
        Assert.Equal(Enumerable.Repeat(32, PerRun), lengths.Skip(1));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_subscription_is_called_for_each_record_on_the_loop()
    {
        _numbers.Load();
        var done = new TaskCompletionSource<string?>();
        ulong sum = 0;
        int count = 0;
        using RingSubscription subscription = Ring.Subscribe((in Numbers.Number number) =>
        {
            sum += number.Value;
            if (++count == 3 * PerRun)
                done.SetResult(Thread.CurrentThread.Name);
        });

        for (int run = 0; run < 3; run++)
            _numbers.Programs.WriteNumbers.TestRun();

        Assert.Equal("Sonde loop", await done.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(2999ul * 3000 / 2, sum);
        Assert.False(subscription.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_its_subscription_with_the_exception()
    {
        _numbers.Load();
        RingSubscription subscription = Ring.Subscribe((in Numbers.Number number) =>
        {
            if (number.Value == 3)
                throw new FormatException("three");
        });
        _numbers.Programs.WriteNumbers.TestRun();

        var e = await Assert.ThrowsAsync<FormatException>(() => subscription.Completion.WaitAsync(TimeSpan.FromSeconds(60)));

        Assert.Equal("three", e.Message);
        var next = new Numbers.Number[1];
        Assert.Equal(1, await ReadWhenFree(next));
        Assert.Equal(4ul, next[0].Value);
    }

    [Fact]
    public async Task A_handler_that_disposes_its_subscription_is_not_called_again()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();
        var started = new TaskCompletionSource<RingSubscription>();
        int calls = 0;
        RingSubscription subscription = Ring.Subscribe((in Numbers.Number _) =>
        {
            calls++;
            started.Task.Result.Dispose();
        });
        started.SetResult(subscription);

        await subscription.Completion.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, calls);
        var next = new Numbers.Number[1];
        Assert.Equal(1, await ReadWhenFree(next));
        Assert.Equal(1ul, next[0].Value);
    }

    [Fact]
    public async Task Disposing_the_object_ends_its_subscriptions_well()
    {
        _numbers.Load();
        RingSubscription subscription = Ring.Subscribe((in Numbers.Number _) => { });

        _numbers.Dispose();

        await subscription.Completion.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Batches_arrive_while_records_are_written()
    {
        _numbers.Load();
        const int runs = 20;
        Task producer = Task.Run(async () =>
        {
            for (int run = 0; run < runs; run++)
            {
                _numbers.Programs.WriteNumbers.TestRun();
                await Task.Delay(1);
            }
        });

        ulong expected = 0;
        ulong received = 0;
        await foreach (ReadOnlyMemory<Numbers.Number> batch in Ring.ReadAllAsync(100))
        {
            Assert.InRange(batch.Length, 1, 100);
            foreach (Numbers.Number number in batch.ToArray())
            {
                Assert.True(number.Value >= expected);
                expected = number.Value + 1;
                received++;
            }

            if (received + _numbers.Bss.Lost == runs * PerRun)
                break;
        }

        await producer;
        Assert.Equal((ulong)runs * PerRun, received + _numbers.Bss.Lost);
    }

    [Fact]
    public async Task Waiting_for_a_batch_can_be_cancelled()
    {
        _numbers.Load();
        using var cancel = new CancellationTokenSource(50);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (ReadOnlyMemory<Numbers.Number> _ in Ring.ReadAllAsync(cancel.Token))
            {
            }
        });
    }

    [Fact]
    public async Task Disposing_the_object_ends_the_waiting()
    {
        _numbers.Load();
        _numbers.Programs.WriteNumbers.TestRun();
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task reading = Task.Run(async () =>
        {
            await foreach (ReadOnlyMemory<Numbers.Number> _ in Ring.ReadAllAsync(PerRun))
                read.SetResult();
        });
        await read.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Task.Delay(20);

        _numbers.Dispose();

        await reading.WaitAsync(TimeSpan.FromSeconds(60));
    }

    // The loop may still be leaving its walk.
    private async Task<int> ReadWhenFree(Numbers.Number[] records)
    {
        while (true)
        {
            try
            {
                return Ring.Read(records);
            }
            catch (InvalidOperationException)
            {
                await Task.Yield();
            }
        }
    }

    private ulong Sum()
    {
        ulong sum = 0;
        foreach (ref readonly Numbers.Number number in Ring.Drain())
            sum += number.Value;
        return sum;
    }
}
