using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class PerfBufferTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly Rings _bpf = Rings.Open();

    public PerfBufferTests()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.PerfEvents);
        _bpf.Load();
        _bpf.Bss.SampleSize = 24;
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_arrive_in_order_with_the_CPU_that_wrote_them()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        Assert.Equal(CpuSet.Online, buffer.Cpus);
        OnEachCpu(cpu => Write(100));

        var counts = new Dictionary<int, int>();
        var last = new Dictionary<int, ulong>();
        foreach (PerfRecord<Rings.Item> record in buffer.Drain())
        {
            Assert.Equal((uint)record.Cpu, record.Value.Cpu);
            Assert.Equal(record.Value.Number * record.Value.Number, record.Value.Square);
            Assert.True(!last.TryGetValue(record.Cpu, out ulong before) || record.Value.Number == before + 1);
            last[record.Cpu] = record.Value.Number;
            counts[record.Cpu] = counts.GetValueOrDefault(record.Cpu) + 1;
        }

        Assert.Equal(CpuSet.Online.ToDictionary(cpu => cpu, _ => 100), counts);
        Assert.Equal(0, buffer.Backlog);
        Assert.Equal(0, buffer.Lost);
    }

    [Theory]
    [Trait("Matrix", "guest")]
    [InlineData(24)]
    [InlineData(28)]
    [InlineData(37)]
    [InlineData(64)]
    public void Records_that_wrap_around_the_end_are_whole(int size)
    {
        _bpf.Bss.SampleSize = (uint)size;
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open(new PerfBufferOptions { PagesPerCpu = 1 });
        ulong expected = 0;
        OnCpu(CpuSet.Online[0], () =>
        {
            for (int round = 0; round < 300; round++)
            {
                Write(7);
                foreach (PerfRecord<Rings.Item> record in buffer.Drain())
                {
                    Assert.Equal(expected, record.Value.Number);
                    Assert.Equal(expected * expected, record.Value.Square);
                    expected++;
                }
            }
        });

        Assert.Equal(2100ul, expected);
        Assert.Equal(0, buffer.Lost);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Untyped_records_that_wrap_are_two_pieces_without_a_copy()
    {
        using PerfBuffer buffer = _bpf.Maps.Samples.Map.AsPerfEventArray().Open(new PerfBufferOptions { PagesPerCpu = 1 });
        ulong expected = 0;
        int wrapped = 0;
        OnCpu(CpuSet.Online[0], () =>
        {
            for (int round = 0; round < 300; round++)
            {
                Write(7);
                foreach (PerfRecord record in buffer.Drain())
                {
                    Assert.InRange(record.Data.Length, 24, 31);
                    Assert.Equal(record.Data.Length, record.Data.First.Length + record.Data.Second.Length);
                    Assert.Equal(expected, record.Data.Read<ulong>());
                    Assert.Equal(expected * expected, record.Data.Read<ulong>(8));
                    Assert.Equal((uint)record.Cpu, record.Data.Slice(16, 8).Read<uint>());
                    expected++;
                    if (record.Data.IsContiguous)
                        continue;

                    // The end of the ring's page, then its start.
                    wrapped++;
                    Assert.Equal(0, Address(record.Data.First) + record.Data.First.Length & 4095);
                    Assert.Equal(Address(record.Data.First) & ~4095, Address(record.Data.Second));
                }
            }
        });

        Assert.Equal(2100ul, expected);
        Assert.True(wrapped > 5, $"{wrapped} wrapped");
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Lost_records_are_counted_to_the_record()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open(new PerfBufferOptions { PagesPerCpu = 1 });
        int cpu = CpuSet.Online[0];
        OnCpu(cpu, () => Write(500));

        int first = Count(buffer);
        OnCpu(cpu, () => Write(1)); // The kernel tells of losses with the next record that fits.
        int second = Count(buffer);

        Assert.InRange(first, 50, 110);
        Assert.Equal(1, second);
        Assert.Equal(500 - first, buffer.Lost);
        Assert.Equal(500 - first, buffer.LostOn(cpu));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.LostOn(4095));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_buffer_stands_at_the_number_of_its_CPU_and_not_at_its_place_in_the_list()
    {
        Assert.SkipUnless(CpuSet.Online.Count > 1, "needs two CPUs");
        int cpu = CpuSet.Online[1];
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open(new PerfBufferOptions { Cpus = CpuSet.Parse($"{cpu}") });

        OnEachCpu(_ => Write(10));

        var cpus = new List<int>();
        foreach (PerfRecord<Rings.Item> record in buffer.Drain())
            cpus.Add(record.Cpu);
        Assert.Equal(Enumerable.Repeat(cpu, 10), cpus);
        Assert.Equal(10ul * ((ulong)CpuSet.Online.Count - 1), _bpf.Bss.OutputErrors);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Sparse_CPU_numbers_are_read_by_their_number()
    {
        // A machine with the CPUs 0, 5 and 63: their events are all on CPU 0 here, and the program names the place.
        int real = CpuSet.Online[0];
        BpfMap map = _bpf.Maps.Sparse.Map;
        using PerfBufferSet set = PerfBufferSet.Open(
            map, new PerfBufferOptions { Cpus = CpuSet.Parse("0,5,63") }, 24, _ => PerfEventHandle.Open(Output, cpu: real));
        using var buffer = new PerfBuffer<Rings.Item>(set);
        OnCpu(real, () =>
        {
            foreach (uint place in new uint[] { 63, 5, 0, 5 })
            {
                _bpf.Bss.SampleTarget = place;
                _bpf.Programs.WriteSparse.TestRun();
            }

            _bpf.Bss.SampleTarget = 1;
            _bpf.Programs.WriteSparse.TestRun();
        });

        var seen = new List<(int, ulong)>();
        foreach (PerfRecord<Rings.Item> record in buffer.Drain())
            seen.Add((record.Cpu, record.Value.Number));
        Assert.Equal([(0, 2), (5, 1), (5, 3), (63, 0)], seen);
        Assert.Equal(1ul, _bpf.Bss.OutputErrors);
        Assert.Equal([0, 5, 63], buffer.Cpus);
    }

    [Fact]
    public void A_CPU_that_goes_offline_meanwhile_is_left_out_unless_it_was_asked_for()
    {
        FdHandle OpenOrOffline(int cpu) => cpu == CpuSet.Online[^1]
            ? throw new KernelException("open perf event", "fake", Errno.ENODEV)
            : PerfEventHandle.Open(Output, cpu: cpu);

        using (PerfBufferSet set = PerfBufferSet.Open(_bpf.Maps.Sparse.Map, new PerfBufferOptions(), 24, OpenOrOffline))
            Assert.Equal(CpuSet.Online.SkipLast(1), set.Buffers.Select(b => b.Cpu));
        Assert.Throws<KernelException>(() => PerfBufferSet.Open(
            _bpf.Maps.Sparse.Map, new PerfBufferOptions { Cpus = CpuSet.Online }, 24, OpenOrOffline));
        Assert.Throws<KernelException>(() => _bpf.Maps.Sparse.Open(new PerfBufferOptions { Cpus = CpuSet.Parse("0,63") }));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_paused_buffer_takes_nothing_counts_it_and_goes_on_when_resumed()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () =>
        {
            Write(1);
            buffer.Pause();
            Write(10);
            buffer.Resume();
            Write(2);
        });

        Assert.Equal(3, Count(buffer));
        Assert.Equal(10, buffer.Lost);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_subscription_is_called_for_the_records_of_all_CPUs()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        int expected = 30 * CpuSet.Online.Count;
        int count = 0;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using RingSubscription subscription = buffer.Subscribe((int cpu, in Rings.Item item) =>
        {
            Assert.Equal((uint)cpu, item.Cpu);
            if (++count == expected)
                done.SetResult();
        });

        for (int i = 0; i < 3; i++)
        {
            OnEachCpu(_ => Write(10));
            await Task.Delay(3);
        }

        await Task.WhenAny(done.Task, subscription.Completion).WaitAsync(Soon);
        Assert.Equal(expected, count);
        buffer.Dispose();
        await subscription.Completion.WaitAsync(Soon);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Records_below_the_watermark_are_found_by_the_idle_interval()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open(new PerfBufferOptions { WakeupBytes = 100_000 });
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using RingSubscription subscription = buffer.Subscribe((int _, in Rings.Item _) => done.TrySetResult());
        await Task.Delay(20);

        Write(1);

        await done.Task.WaitAsync(Soon);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Batches_carry_the_CPU_of_each_record()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        int expected = 100 * CpuSet.Online.Count;
        Task producer = Task.Run(() => OnEachCpu(_ => Write(100)));
        int count = 0;
        await foreach (ReadOnlyMemory<CpuRecord<Rings.Item>> batch in buffer.ReadAllAsync(maxBatch: 30))
        {
            Assert.InRange(batch.Length, 1, 30);
            foreach (CpuRecord<Rings.Item> record in batch.ToArray())
                Assert.Equal((uint)record.Cpu, record.Value.Cpu);
            count += batch.Length;
            if (count == expected)
                break;
        }

        await producer;
        Assert.Equal(0, buffer.Lost);
    }

    [Fact]
    public void A_handler_that_throws_ends_the_subscription_and_the_walk_frees_what_it_saw()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        RingSubscription subscription = buffer.Subscribe((int _, in Rings.Item item) =>
        {
            if (item.Number == 3)
                throw new FormatException("three");
        });
        OnCpu(CpuSet.Online[0], () => Write(10));

        var e = Assert.ThrowsAny<AggregateException>(() => subscription.Completion.Wait(Soon));

        Assert.Equal("three", e.InnerException!.Message);
        Assert.True(SpinWait.SpinUntil(() => Count(buffer) == 6, Soon));
    }

    [Fact]
    public void A_record_too_short_for_the_type_is_an_error_and_is_passed_over()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () =>
        {
            _bpf.Bss.SampleSize = 4;
            Write(1);
            _bpf.Bss.SampleSize = 24;
            Write(2);
        });

        var e = Assert.Throws<InvalidDataException>(() => Count(buffer));

        Assert.Contains("too short for Item with 24; it was passed over", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, Count(buffer));
    }

    [Fact]
    public void Draining_allocates_nothing()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open(new PerfBufferOptions { PagesPerCpu = 1 });
        ulong sum = 0;
        OnCpu(CpuSet.Online[0], () =>
        {
            Use(); // What is made once a thread is made here.
            long before = GC.GetAllocatedBytesForCurrentThread();
            Use();
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        });
        Assert.Equal(1999ul * 2000 / 2, sum);

        void Use()
        {
            for (int i = 0; i < 100; i++)
            {
                Write(10);
                foreach (PerfRecord<Rings.Item> record in buffer.Drain())
                    sum += record.Value.Number;
            }
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Disposing_ends_the_writing_and_a_new_buffer_can_be_opened()
    {
        PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () => Write(1));
        Assert.Equal(0ul, _bpf.Bss.OutputErrors);

        buffer.Dispose();
        buffer.Dispose();

        OnCpu(CpuSet.Online[0], () => Write(1));
        Assert.Equal(1ul, _bpf.Bss.OutputErrors);
        Assert.Throws<ObjectDisposedException>(() => Count(buffer));
        using PerfBuffer<Rings.Item> second = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () => Write(1));
        Assert.Equal(1, Count(second));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_second_open_on_the_same_map_is_refused_and_the_first_goes_on()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        int events = 0;

        var e = Assert.Throws<InvalidOperationException>(() => _bpf.Maps.Samples.Open());
        Assert.Equal("Perf event array samples has open buffers already: others would silence them, so dispose them first.", e.Message);
        Assert.Throws<InvalidOperationException>(() => PerfBufferSet.Open(_bpf.Maps.Samples.Map, new PerfBufferOptions(), 24, _ =>
        {
            events++;
            throw new KernelException("open perf event", "fake", Errno.EMFILE);
        }));

        OnEachCpu(_ => Write(1));
        Assert.Equal(0, events);
        Assert.Equal(CpuSet.Online.Count, Count(buffer));
        Assert.Equal(0ul, _bpf.Bss.OutputErrors);
    }

    [Fact]
    public void A_walk_is_refused_while_there_is_a_subscription_which_goes_on()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        int count = 0;
        using RingSubscription subscription = buffer.Subscribe((int _, in Rings.Item _) => Interlocked.Increment(ref count));

        var e = Assert.Throws<InvalidOperationException>(() => Count(buffer));
        Assert.Equal("Perf event array samples has a subscription or an asynchronous reader already: a ring has one consumer at a time.", e.Message);
        Assert.Throws<InvalidOperationException>(() => buffer.Subscribe((int _, in Rings.Item _) => { }));

        Write(3);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref count) == 3, Soon));
        subscription.Dispose();
        Assert.Equal(0, Count(buffer));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task A_batch_before_a_record_that_is_too_short_is_given_before_the_exception()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () =>
        {
            Write(2);
            _bpf.Bss.SampleSize = 4;
            Write(1);
            _bpf.Bss.SampleSize = 24;
            Write(2);
        });

        await using (IAsyncEnumerator<ReadOnlyMemory<CpuRecord<Rings.Item>>> batches = buffer.ReadAllAsync().GetAsyncEnumerator())
        {
            Assert.True(await batches.MoveNextAsync().AsTask().WaitAsync(Soon));
            Assert.Equal([0, 1], batches.Current.ToArray().Select(record => record.Value.Number));
            var e = await Assert.ThrowsAsync<InvalidDataException>(() => batches.MoveNextAsync().AsTask().WaitAsync(Soon));
            Assert.Contains("too short for Item with 24", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(2, Count(buffer));
    }

    [Fact]
    public async Task An_asynchronous_reader_ends_well_when_the_buffer_is_disposed_between_two_CPUs()
    {
        Assert.SkipUnless(CpuSet.Online.Count > 1, "needs two CPUs");
        PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnEachCpu(_ => Write(1));
        int batches = 0;

        await foreach (ReadOnlyMemory<CpuRecord<Rings.Item>> batch in buffer.ReadAllAsync())
        {
            batches++;
            buffer.Dispose();
        }

        Assert.Equal(1, batches);
    }

    [Fact]
    public void A_copy_of_a_walk_ends_nothing_once_more()
    {
        using PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();
        OnCpu(CpuSet.Online[0], () => Write(10));
        PerfDrain<Rings.Item>.Enumerator walk = buffer.Drain().GetEnumerator();
        Assert.True(walk.MoveNext());
        PerfDrain<Rings.Item>.Enumerator copy = walk;

        walk.Dispose();
        copy.Dispose();

        Assert.Equal(9, Count(buffer));
        Assert.Equal(0, buffer.Backlog);
    }

    [Fact]
    public void Disposing_the_object_disposes_its_buffers()
    {
        PerfBuffer<Rings.Item> buffer = _bpf.Maps.Samples.Open();

        _bpf.Dispose();

        Assert.Throws<ObjectDisposedException>(() => buffer.Backlog);
        buffer.Dispose();
    }

    private static PerfEventAttributes Output => new()
    {
        Type = PerfEventType.Software,
        Config = 10, // PERF_COUNT_SW_BPF_OUTPUT
        SampleFields = PerfSampleFields.Raw,
        SamplePeriod = 1,
        Wakeup = 1,
    };

    private static int Count(PerfBuffer<Rings.Item> buffer)
    {
        int count = 0;
        foreach (PerfRecord<Rings.Item> record in buffer.Drain())
            count += record.Cpu >= 0 ? 1 : 0;
        return count;
    }

    private static unsafe long Address(ReadOnlySpan<byte> span)
    {
        fixed (byte* start = span)
            return (long)start;
    }

    private void Write(int times) => _bpf.Programs.WriteSamples.TestRun(times);

    private static void OnEachCpu(Action<int> action)
    {
        foreach (int cpu in CpuSet.Online)
            OnCpu(cpu, () => action(cpu));
    }

    // On a thread of its own, which ends with the binding.
    private static void OnCpu(int cpu, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                var mask = new ulong[16];
                mask[cpu / 64] = 1UL << (cpu % 64);
                Assert.Equal(0, SetAffinity(0, 128, mask));
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    [DllImport("libc", EntryPoint = "sched_setaffinity")]
    private static extern int SetAffinity(int thread, nuint size, ulong[] mask);
}
