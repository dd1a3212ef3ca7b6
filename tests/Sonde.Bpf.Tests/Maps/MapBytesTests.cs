using System.Buffers.Binary;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Access by spans of bytes.</summary>
public sealed class MapBytesTests
{
    public MapBytesTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    public void Keys_and_values_are_read_and_written_as_bytes()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "bytes", 16));
        byte[] key = [1, 2, 3, 4];
        byte[] value = new byte[8];

        map.Update(key, [8, 7, 6, 5, 4, 3, 2, 1]);

        Assert.True(map.TryLookup(key, value));
        Assert.Equal(new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 }, value);
        Assert.True(map.AsHashMap<uint, ulong>().TryGetValue(0x04030201, out ulong typed));
        Assert.Equal(0x0102030405060708ul, typed);
        byte[] next = new byte[4];
        Assert.True(map.TryGetNextKey([], next));
        Assert.Equal(key, next);
        Assert.False(map.TryGetNextKey(key, next));
        Assert.True(map.Delete(key));
        Assert.False(map.TryLookup(key, value));
        Assert.False(map.Delete(key));
    }

    [Fact]
    public void Spans_of_another_length_are_refused()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "bytes", 16));

        Assert.Equal(
            "Keys of map bytes have 4 bytes, 3 were given.",
            Assert.Throws<ArgumentException>(() => map.Update(new byte[3], new byte[8])).Message);
        Assert.Equal(
            "Values of map bytes have 8 bytes, 9 were given.",
            Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[4], new byte[9])).Message);
        Assert.Throws<ArgumentException>(() => map.Delete(new byte[5]));
        Assert.Throws<ArgumentException>(() => map.TryTake(new byte[4], []));
        Assert.Throws<ArgumentException>(() => map.TryGetNextKey(new byte[1], new byte[4]));
        Assert.Throws<ArgumentException>(() => map.UpdateBatch(new byte[8], new byte[15]));
        Assert.Throws<ArgumentException>(() => map.DeleteBatch(new byte[7]));
    }

    // Slots are rounded up to 8 bytes: the kernel writes that many, whatever the size of a value.
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_per_CPU_value_is_as_long_as_the_slots_of_all_possible_CPUs()
    {
        int cpus = CpuSet.Possible.Count;
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.PerCpuHash, "bytes", 16));
        Assert.Equal(8 * cpus, map.ValueStride);
        byte[] value = new byte[8 * cpus];
        for (int cpu = 0; cpu < cpus; cpu++)
            BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(cpu * 8), 100 + cpu);

        map.Update([1, 0, 0, 0], value);

        uint[] typed = new uint[cpus];
        Assert.True(map.AsPerCpuHashMap<uint, uint>().TryGetValues(1, typed));
        Assert.Equal(Enumerable.Range(100, cpus).Select(v => (uint)v), typed);
        var e = Assert.Throws<ArgumentException>(() => map.TryLookup(new byte[4], new byte[4]));
        Assert.Equal($"Values of map bytes have {8 * cpus} bytes (8 for each possible CPU), 4 were given.", e.Message);
    }

    [Fact]
    public void Access_by_bytes_allocates_nothing()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "bytes", 16));
        Span<byte> key = [1, 0, 0, 0];
        Span<byte> value = stackalloc byte[8];
        map.Update(key, value);
        map.TryLookup(key, value);
        map.Delete(key);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            map.Update(key, value);
            map.TryLookup(key, value);
            map.Delete(key);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Taking_from_a_hash_table_is_one_step_or_names_its_minimum_kernel()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "taken", 16));
        BpfHashMap<uint, ulong> taken = map.AsHashMap<uint, ulong>();
        taken.Update(1, 10);

        if (TestKernel.Report.Version.IsAtLeast(5, 14))
        {
            Assert.True(taken.TryTake(1, out ulong value));
            Assert.Equal(10ul, value);
            Assert.False(taken.TryTake(1, out value));
            Assert.Equal(0ul, value);
        }
        else
        {
            var e = Assert.Throws<BpfException>(() => taken.TryTake(1, out _));
            Assert.Contains("needs kernel 5.14 for a BPF_MAP_TYPE_HASH, this is ", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_value_with_a_lock_is_read_and_written_under_it_and_one_without_is_refused()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfHashMap<uint, Kinds.Locked> guarded = kinds.Maps.Guarded;

        guarded.Update(1, new Kinds.Locked { Count = 2, Sum = 3 }, BpfUpdate.Create | BpfUpdate.Locked);

        Assert.True(guarded.TryGetValue(1, out Kinds.Locked value, BpfLookup.Locked));
        Assert.Equal((2u, 3ul), (value.Count, value.Sum));
        using BpfMap plain = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, "plain", 4));
        var e = Assert.Throws<BpfException>(() => plain.AsHashMap<uint, ulong>().Update(1, 1, BpfUpdate.Locked));
        Assert.Contains("Locked needs values with a bpf_spin_lock", e.Message, StringComparison.Ordinal);
    }
}
