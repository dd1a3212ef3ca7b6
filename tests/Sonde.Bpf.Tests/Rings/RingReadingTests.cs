using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RingReadingTests : IDisposable
{
    private const int Size = 64 * 1024;
    private const int RecordSize = 32; // 24 and the header.
    private readonly Rings _bpf = Rings.Open();

    public RingReadingTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    private RingBuffer<Rings.Item> Ring => _bpf.Maps.Events;

    public void Dispose() => _bpf.Dispose();

    [Theory]
    [Trait("Matrix", "guest")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_budget_of_records_ends_the_walk_and_the_next_one_goes_on(int budget)
    {
        Write(100);

        List<ulong> first = Drain(budget);
        List<ulong> second = Drain(int.MaxValue);

        Assert.Equal(Math.Min(budget, 100), first.Count);
        Assert.Equal(Numbers(100), [.. first, .. second]);
    }

    [Fact]
    public void A_budget_of_records_counts_over_records_of_several_lengths()
    {
        var numbers = new List<ulong>();
        for (int round = 0; round < 20; round++)
        {
            Write(3);
            WriteRaw(48 + round);
        }

        int walks = 0;
        for (int taken = 1; taken > 0; walks++)
        {
            taken = 0;
            foreach (ref readonly Rings.Item item in Ring.Drain(7))
            {
                taken++;
                numbers.Add(item.Number);
            }

            Assert.InRange(taken, 0, 7);
        }

        Assert.Equal(80, numbers.Count);
        Assert.Equal((80 / 7) + 2, walks);
    }

    [Fact]
    public void A_budget_of_bytes_ends_the_walk_with_the_record_that_reaches_it()
    {
        Write(100);

        Assert.Empty(Drain(int.MaxValue, 0));
        Assert.Single(Drain(int.MaxValue, 1));
        Assert.Single(Drain(int.MaxValue, RecordSize));
        Assert.Equal(3, Drain(int.MaxValue, (2 * RecordSize) + 1).Count);
        Assert.Equal(95, Drain(int.MaxValue, long.MaxValue).Count);
    }

    [Fact]
    public void An_untyped_walk_keeps_the_same_budgets()
    {
        Write(100);
        RingBuffer untyped = Ring.Map.AsRingBuffer();

        Assert.Equal(10, Count(untyped.Drain(10)));
        Assert.Equal(2, Count(untyped.Drain(10, RecordSize + 1)));
        Assert.Equal(88, Count(untyped.Drain()));

        static int Count(RingDrain drain)
        {
            int count = 0;
            foreach (ReadOnlySpan<byte> record in drain)
                count += record.Length == 24 ? 1 : 1000;
            return count;
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_lease_frees_what_was_committed_and_leaves_the_rest()
    {
        Write(10);

        using (RingLease<Rings.Item> lease = Ring.Lease())
        {
            for (int i = 0; i < 4; i++)
                Assert.True(lease.MoveNext());
            lease.Commit();
            Assert.Equal(6 * RecordSize, Ring.Backlog);
            Assert.True(lease.MoveNext());
            Assert.Equal(4ul, lease.Current.Number);
        }

        Assert.Equal(6 * RecordSize, Ring.Backlog);
        Assert.Equal([4, 5, 6, 7, 8, 9], Drain(int.MaxValue));
    }

    [Fact]
    public void A_lease_that_an_exception_ends_gives_the_records_to_the_next_reader()
    {
        Write(10);

        Assert.Throws<FormatException>(() =>
        {
            using RingLease<Rings.Item> lease = Ring.Lease(5);
            while (lease.MoveNext())
            {
                if (lease.Current.Number == 3)
                    throw new FormatException();
            }
        });

        Assert.Equal(Numbers(10), Drain(int.MaxValue));
    }

    [Fact]
    public void A_lease_keeps_other_consumers_out()
    {
        using RingLease<Rings.Item> lease = Ring.Lease();

        Assert.Throws<InvalidOperationException>(() => Ring.Read(new Rings.Item[1]));
    }

    [Fact]
    public void Usage_says_how_far_both_sides_are()
    {
        Write(100);
        Drain(25);

        RingUsage usage = Ring.Usage;

        Assert.Equal(new RingUsage(25 * RecordSize, 100 * RecordSize, Size), usage);
        Assert.Equal(75 * RecordSize, usage.Backlog);
        Assert.Equal(100.0 * 75 * RecordSize / Size, usage.BacklogPercent);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Losses_are_counted_to_the_record_on_the_CPU_where_they_happened()
    {
        Assert.Equal(0, Ring.Lost);

        Write(3000);
        _bpf.Programs.OutputEvents.TestRun(1000);

        int kept = Drain(int.MaxValue).Count;
        Assert.InRange(kept, (Size / RecordSize) - 1, Size / RecordSize);
        Assert.Equal(4000 - kept, Ring.Lost);
        Assert.Equal(1000ul, _bpf.Bss.OutputErrors);
        var perCpu = new long[CpuSet.Possible.Count];
        Assert.True(Ring.TryReadLost(perCpu));
        Assert.Equal(Ring.Lost, perCpu.Sum());
        Assert.Equal(Ring.Lost, Ring.Map.AsRingBuffer().Lost);
    }

    [Fact]
    public void A_ring_whose_program_does_not_count_says_so()
    {
        Assert.Null(_bpf.Maps.First.Lost);
        Assert.False(_bpf.Maps.First.TryReadLost(new long[1]));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_ring_that_was_consumed_before_goes_on_where_it_was_left()
    {
        Write(50);
        using (RingReader first = RingReader.Open(Ring.Map))
        {
            foreach (ref readonly Rings.Item item in new RingDrain<Rings.Item>(first, 20, long.MaxValue))
                Assert.True(item.Number < 20);
        }

        // A second process that opens the pinned ring maps it anew, as this does.
        using RingReader second = RingReader.Open(Ring.Map);
        var numbers = new List<ulong>();
        foreach (ref readonly Rings.Item item in new RingDrain<Rings.Item>(second, int.MaxValue, long.MaxValue))
            numbers.Add(item.Number);

        Assert.Equal(Numbers(50).Skip(20), numbers);
    }

    [Fact]
    public void The_consumer_position_is_stored_only_when_it_moved()
    {
        Write(5);
        Drain(int.MaxValue);
        RingReader reader = Ring.Map.Ring;

        Assert.Equal(1, reader.Stores);

        for (int look = 0; look < 10; look++)
            Assert.Empty(Drain(int.MaxValue));
        Assert.Equal(1, reader.Stores);

        Write(3000);
        Assert.True(Drain(1000).Count == 1000);
        Assert.Equal(2, reader.Stores);
    }

    [Fact]
    public void Budgets_leases_groups_and_usage_allocate_nothing()
    {
        var group = new RingGroup<Rings.Item>(_bpf.Maps.First, _bpf.Maps.Second);
        ulong sum = 0;
        RingGroupHandler<Rings.Item> handler = (int _, in Rings.Item item) => sum += item.Number;
        Use();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Use();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);

        void Use()
        {
            Write(100);
            _bpf.Programs.WriteBoth.TestRun();
            foreach (ref readonly Rings.Item item in Ring.Drain(10, 1 << 20))
                sum += item.Number;
            foreach (ReadOnlySpan<byte> record in Ring.Map.Ring is { } reader ? new RingDrain(reader, 10, long.MaxValue) : default)
                sum += record[0];
            using (RingLease<Rings.Item> lease = Ring.Lease(50))
            {
                while (lease.MoveNext())
                {
                    sum += lease.Current.Number;
                    lease.Commit();
                }
            }

            group.Drain(handler);
            sum += (ulong)Ring.Usage.Backlog;
            sum += (ulong)(Ring.Lost ?? 0);
            Drain0();
        }

        void Drain0()
        {
            foreach (ref readonly Rings.Item item in Ring.Drain())
                sum += item.Number;
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_group_hands_out_the_records_of_all_its_rings_with_their_number()
    {
        var group = new RingGroup<Rings.Item>(_bpf.Maps.First, _bpf.Maps.Second);
        _bpf.Programs.WriteBoth.TestRun(100);
        var numbers = new[] { new List<ulong>(), new List<ulong>() };

        Assert.Equal(20, group.Drain((int ring, in Rings.Item item) => numbers[ring].Add(item.Number), maxRecords: 10));
        Assert.Equal(180, group.Drain((int ring, in Rings.Item item) => numbers[ring].Add(item.Number)));

        Assert.Equal(Numbers(200).Where(n => n % 2 == 0), numbers[0]);
        Assert.Equal(Numbers(200).Where(n => n % 2 == 1), numbers[1]);
        Assert.Equal(0, group.Backlog);
        Assert.Null(group.Lost);
        Assert.Equal(0, new RingGroup<Rings.Item>(Ring, _bpf.Maps.First).Lost);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_group_reads_rings_that_stand_in_an_array_of_maps()
    {
        var group = new RingGroup<Rings.Item>(
            _bpf.Object.GetMap("shard0").AsRingBuffer<Rings.Item>(), _bpf.Object.GetMap("shard1").AsRingBuffer<Rings.Item>());
        _bpf.Programs.WriteShards.TestRun(11);
        var counts = new int[2];

        group.Drain((int ring, in Rings.Item _) => counts[ring]++);

        Assert.Equal([6, 5], counts);
    }

    [Fact]
    public void A_group_wants_rings_and_each_once()
    {
        Assert.Throws<ArgumentException>(() => new RingGroup<Rings.Item>());
        Assert.Throws<ArgumentException>(() => new RingGroup<Rings.Item>(Ring, _bpf.Maps.Events));
    }

    [Fact]
    public void A_ring_that_keeps_its_records_has_no_snapshot()
        => Assert.Throws<InvalidOperationException>(() => Ring.TakeSnapshot());

    private static IEnumerable<ulong> Numbers(int count) => Enumerable.Range(0, count).Select(i => (ulong)i);

    private void Write(int count) => _bpf.Programs.WriteEvents.TestRun(count);

    private void WriteRaw(int size)
    {
        _bpf.Bss.SampleSize = (uint)size;
        _bpf.Programs.OutputSized.TestRun();
    }

    private List<ulong> Drain(int maxRecords, long maxBytes = long.MaxValue)
    {
        var numbers = new List<ulong>();
        foreach (ref readonly Rings.Item item in Ring.Drain(maxRecords, maxBytes))
            numbers.Add(item.Number);
        return numbers;
    }
}
