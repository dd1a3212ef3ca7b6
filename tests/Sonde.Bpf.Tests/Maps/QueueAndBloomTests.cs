using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class QueueAndBloomTests
{
    public QueueAndBloomTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Theory]
    [InlineData(BpfMapType.Queue)]
    [InlineData(BpfMapType.Stack)]
    [Trait("Matrix", "guest")]
    public void A_queue_gives_the_oldest_first_and_a_stack_the_newest(BpfMapType type)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<ulong>(type, "row", 3));
        BpfQueue<ulong> row = type == BpfMapType.Queue ? map.AsQueue<ulong>() : map.AsStack<ulong>();
        Assert.False(row.TryPop(out ulong value));
        for (ulong i = 1; i <= 3; i++)
            row.Push(i);

        var full = Assert.Throws<BpfException>(() => row.Push(4));
        Assert.Equal(Errno.E2BIG, full.Errno);
        Assert.Contains("It is full with 3 entries.", full.Message, StringComparison.Ordinal);
        Assert.False(row.TryPush(4));
        row.Push(4, overwrite: true);

        Assert.True(row.TryPeek(out value));
        Assert.Equal(type == BpfMapType.Queue ? 2ul : 4ul, value);
        var popped = new List<ulong>();
        while (row.TryPop(out value))
            popped.Add(value);
        Assert.Equal(type == BpfMapType.Queue ? [2, 3, 4] : [4, 3, 2], popped);
        Assert.False(row.TryPeek(out value));
        Assert.Equal(0ul, value);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void What_a_program_pushes_is_popped_here()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfQueue<ulong> queue = kinds.Object.GetMap("queue").AsQueue<ulong>();

        kinds.Programs.Enqueue.TestRun();

        Assert.True(queue.TryPop(out ulong value));
        Assert.Equal(5ul, value);
        Assert.False(queue.TryPop(out _));
    }

    [Fact]
    public void Pushing_and_popping_allocates_nothing()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<ulong>(BpfMapType.Queue, "row", 3));
        BpfQueue<ulong> row = map.AsQueue<ulong>();
        row.Push(1);
        row.TryPop(out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (ulong i = 0; i < 1000; i++)
        {
            row.Push(i);
            row.TryPeek(out _);
            row.TryPop(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_bloom_filter_has_all_that_was_added_and_little_else()
    {
        TestKernel.RequireVersion(5, 16);
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint>(BpfMapType.BloomFilter, "bloom", 1000) with { Extra = 3 });
        BpfBloomFilter<uint> bloom = map.AsBloomFilter<uint>();
        Assert.False(bloom.MightContain(1));

        for (uint i = 0; i < 1000; i++)
            bloom.Add(i);

        for (uint i = 0; i < 1000; i++)
            Assert.True(bloom.MightContain(i));
        int wrong = Enumerable.Range(1000, 1000).Count(i => bloom.MightContain((uint)i));
        Assert.True(wrong < 500, $"{wrong} of 1000 that were never added");
        Assert.Equal(3ul, map.GetInfo().Extra);
    }

    [Fact]
    public void Other_types_and_sizes_are_refused()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<ulong>(BpfMapType.Queue, "row", 3));

        Assert.Equal("Map row is a Queue, not a Stack.", Assert.Throws<ArgumentException>(() => map.AsStack<ulong>()).Message);
#pragma warning disable SONDE032 // On purpose.
        Assert.Throws<ArgumentException>(() => map.AsQueue<uint>());
#pragma warning restore SONDE032
        Assert.Throws<ArgumentException>(() => map.AsBloomFilter<ulong>());
    }
}
