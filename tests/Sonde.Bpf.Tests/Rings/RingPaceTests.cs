using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RingPaceTests : IDisposable
{
    private const ulong NoWakeup = 1; // BPF_RB_NO_WAKEUP
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly Rings _bpf = Rings.Open();

    public RingPaceTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Records_without_wake_up_reach_a_subscription()
    {
        _bpf.Bss.SubmitFlags = NoWakeup;
        var received = new Receiver();
        using RingSubscription subscription = _bpf.Maps.Events.Subscribe(received.Take);

        for (int i = 0; i < 3; i++)
        {
            _bpf.Programs.WriteEvents.TestRun();
            await received.WaitFor(i + 1);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Records_without_wake_up_reach_an_asynchronous_reader()
    {
        _bpf.Bss.SubmitFlags = NoWakeup;
        await using IAsyncEnumerator<ReadOnlyMemory<Rings.Item>> batches = _bpf.Maps.Events.ReadAllAsync().GetAsyncEnumerator();
        for (ulong i = 0; i < 3; i++)
        {
            ValueTask<bool> next = batches.MoveNextAsync();
            Assert.False(next.IsCompleted);
            _bpf.Programs.WriteEvents.TestRun();
            Assert.True(await next.AsTask().WaitAsync(Soon));
            Assert.Equal(i, Assert.Single(batches.Current.ToArray()).Number);
        }
    }

    [Fact]
    public async Task Records_that_were_there_before_are_read_without_a_new_one()
    {
        _bpf.Bss.SubmitFlags = NoWakeup;
        _bpf.Programs.WriteEvents.TestRun(5);
        var received = new Receiver();

        using RingSubscription subscription = _bpf.Maps.Events.Subscribe(received.Take, new ReadPace { IdleInterval = TimeSpan.FromHours(1) });

        await received.WaitFor(5);
    }

    [Fact]
    public async Task A_turn_ends_with_its_budget_and_the_rest_follows()
    {
        _bpf.Programs.WriteEvents.TestRun(1000);
        _bpf.Programs.WriteBoth.TestRun(1000);
        var order = new List<char>();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pace = new ReadPace { MaxRecords = 100 };

        // Both are registered from the loop, so that both are ready when it looks for the first time.
        var gate = new ManualResetEventSlim();
        using RingSubscription blocker = _bpf.Maps.Second.Subscribe((in Rings.Item _) => gate.Wait());
        using RingSubscription first = _bpf.Maps.Events.Subscribe((in Rings.Item _) => Add('a'), pace);
        using RingSubscription second = _bpf.Maps.First.Subscribe((in Rings.Item _) => Add('b'), pace);
        gate.Set();
        await done.Task.WaitAsync(Soon);

        // Whichever is first, it is not through before the other had a turn.
        Assert.True(order.IndexOf('b') < order.LastIndexOf('a') && order.IndexOf('a') < order.LastIndexOf('b'));

        void Add(char which)
        {
            order.Add(which);
            if (order.Count == 2000)
                done.SetResult();
        }
    }

    [Fact]
    public async Task A_quick_stream_is_taken_in_few_looks()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        var received = new Receiver();
        using RingSubscription subscription = _bpf.Maps.Events.Subscribe(
            received.Take, new ReadPace { MaxDelay = TimeSpan.FromMilliseconds(20) });
        RingReader reader = _bpf.Maps.Events.Map.Ring;

        // A record every few microseconds for a while: taken one by one it would be as many stores as records.
        var clock = Stopwatch.StartNew();
        int written = 0;
        while (clock.ElapsedMilliseconds < 300 && written < 1500)
        {
            _bpf.Programs.WriteEvents.TestRun();
            written++;
        }

        await received.WaitFor(written);
        Assert.Equal(0, _bpf.Maps.Events.Lost);
        Assert.InRange(reader.Stores, 1, (written / 4) + 10);
    }

    [Fact]
    public async Task A_record_that_is_being_written_is_waited_for_without_burning_the_CPU()
    {
        TestKernel.RequireVersion(5, 17);
        using SlowRing slow = SlowRing.Open();
        slow.Load();
        slow.Bss.Turns = 1000;
        var watch = Stopwatch.StartNew();
        slow.Programs.Hold.TestRun();
        Assert.Equal(1, slow.Maps.Slow.Read(new ulong[1]));

        // About 300 milliseconds, at the speed just seen.
        slow.Bss.Turns = Math.Min(8_000_000, (ulong)(1000 * 300 / Math.Max(watch.Elapsed.TotalMilliseconds, 0.01)));
        var numbers = new List<ulong>();
        var done = new TaskCompletionSource<ulong>(TaskCreationOptions.RunContinuationsAsynchronously);
        int looks = 0;
        using RingSubscription subscription = slow.Maps.Slow.Subscribe((in ulong number) =>
        {
            looks++;
            if (looks == 2)
                done.SetResult(number);
            numbers.Add(number);
        });
        var holder = new Thread(() => slow.Programs.Hold.TestRun());
        holder.Start();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref slow.Bss.IsHeld) == 1 || !holder.IsAlive, Soon));
        slow.Programs.Write.TestRun(); // Behind the one that is held: makes the ring readable, and wakes nobody who could read.
        long before = LoopCpuTime();

        Assert.Equal(8ul, await done.Task.WaitAsync(Soon));
        holder.Join();

        Assert.Equal([7, 8], numbers);

        // Looking every millisecond is a few dozen microseconds of work in each 100 milliseconds; spinning is all of the time.
        Assert.InRange(LoopCpuTime() - before, 0, 10); // In units of 10 milliseconds.
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_group_subscription_and_an_asynchronous_group_take_all_rings()
    {
        var group = new RingGroup<Rings.Item>(_bpf.Maps.First, _bpf.Maps.Second);
        var counts = new int[2];
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (RingSubscription subscription = group.Subscribe((int ring, in Rings.Item _) =>
        {
            counts[ring]++;
            if (counts.Sum() == 600)
                done.SetResult();
        }))
        {
            for (int i = 0; i < 3; i++)
            {
                _bpf.Programs.WriteBoth.TestRun(100);
                await Task.Delay(2);
            }

            await done.Task.WaitAsync(Soon);
        }

        Assert.Equal([300, 300], counts);
        counts = new int[2];
        _bpf.Programs.WriteBoth.TestRun(100);
        Task producer = Task.Run(() => _bpf.Programs.WriteBoth.TestRun(100));
        await foreach (RingBatch<Rings.Item> batch in group.ReadAllAsync(maxBatch: 30))
        {
            Assert.InRange(batch.Records.Length, 1, 30);
            counts[batch.Ring] += batch.Records.Length;
            if (counts.Sum() == 400)
                break;
        }

        await producer;
        Assert.Equal([200, 200], counts);
    }

    private static long LoopCpuTime()
    {
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            string stat = File.ReadAllText(Path.Combine(task, "stat"));
            if (!stat.Contains("(Sonde loop)", StringComparison.Ordinal))
                continue;
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[11], System.Globalization.CultureInfo.InvariantCulture) + long.Parse(fields[12], System.Globalization.CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("no loop");
    }

    private sealed class Receiver
    {
        private readonly object _gate = new();
        private int _count;
        private int _wanted = int.MaxValue;
        private TaskCompletionSource _reached = new();

        public void Take(in Rings.Item item)
        {
            lock (_gate)
            {
                if (++_count >= _wanted)
                    _reached.TrySetResult();
            }
        }

        public Task WaitFor(int total)
        {
            lock (_gate)
            {
                _wanted = total;
                _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                if (_count >= total)
                    _reached.SetResult();
                return _reached.Task.WaitAsync(Soon);
            }
        }
    }
}
