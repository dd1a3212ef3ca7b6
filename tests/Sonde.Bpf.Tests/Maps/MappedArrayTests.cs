using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class MappedArrayTests : IDisposable
{
    private readonly Kinds _kinds = Kinds.Open();

    public MappedArrayTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _kinds.Load();
    }

    public void Dispose() => _kinds.Dispose();

    private BpfArray<ulong> Shared => _kinds.Maps.Shared;

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_program_and_a_view_see_each_others_writes()
    {
        using BpfArrayView<ulong> view = Shared.MapMemory();
        view[3] = 100;

        _kinds.Programs.Share.TestRun();

        Assert.Equal(102ul, view[3]);
        Assert.Equal(102ul, view.Read(3));
        Assert.Equal(102ul, Shared[3]);
        Assert.Equal(102ul, view.AsReadOnlySpan()[3]);
        Assert.Equal(100, view.Count);
        view.Write(3, 7);
        Assert.Equal(7ul, Shared[3]);
        view.AsSpan().Fill(1);
        Assert.Equal(100ul, Shared.Aggregate(0ul, (a, b) => a + b));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Exchanging_a_counter_loses_no_addition_of_a_program()
    {
        int runs = TestKernel.Scale(20_000, inGuest: 500);
        using BpfArrayView<ulong> view = Shared.MapMemory();
        Task program = Task.Run(() =>
        {
            for (int i = 0; i < runs; i++)
                _kinds.Programs.Share.TestRun();
        });

        ulong sum = 0;
        while (!program.IsCompleted)
            sum += view.Exchange(3, 0);
        await program;
        sum += view.Exchange(3, 0);

        Assert.Equal(2ul * (ulong)runs, sum);
        Assert.Equal(0ul, view[3]);
    }

    [Fact]
    public void A_disposed_view_throws_and_does_not_fault()
    {
        BpfArrayView<ulong> view = Shared.MapMemory();
        view.Dispose();
        view.Dispose();

        Assert.Throws<ObjectDisposedException>(() => view[0]);
        Assert.Throws<ObjectDisposedException>(() => view.Get(0));
        Assert.Throws<ObjectDisposedException>(() => view.Read(0));
        Assert.Throws<ObjectDisposedException>(() => view.Write(0, 1));
        Assert.Throws<ObjectDisposedException>(() => view.Exchange(0, 1));
        Assert.Throws<ObjectDisposedException>(() => view.AsSpan()[0]);
        Assert.Throws<ObjectDisposedException>(() => view.AsReadOnlySpan()[0]);
    }

    [Fact]
    public async Task Reads_on_another_thread_end_with_an_exception_when_the_view_is_disposed()
    {
        for (int round = 0; round < 50; round++)
        {
            BpfArrayView<ulong> view = Shared.MapMemory();
            using var running = new ManualResetEventSlim();
            Task reader = Task.Run(() =>
            {
                while (true)
                {
                    view.Read(1);
                    view.Exchange(2, 1);
                    running.Set();
                }
            });
            running.Wait();
            view.Dispose();
            await Assert.ThrowsAsync<ObjectDisposedException>(() => reader);
        }
    }

    [Fact]
    public void A_view_outlives_its_object()
    {
        using BpfArrayView<ulong> view = Shared.MapMemory();
        view[5] = 55;

        _kinds.Dispose();

        Assert.Equal(55ul, view[5]);
    }

    [Fact]
    public void Places_outside_of_the_array_are_refused()
    {
        using BpfArrayView<ulong> view = Shared.MapMemory();

        Assert.Throws<ArgumentOutOfRangeException>(() => view[100]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Read(100));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_frozen_array_is_read_in_place_and_not_written()
    {
        Shared[1] = 11;
        using (BpfArrayView<ulong> open = Shared.MapMemory())
        {
            var busy = Assert.Throws<BpfException>(Shared.Map.Freeze);
            Assert.Contains("A writable view of its memory is open", busy.Message, StringComparison.Ordinal);
        }

        Shared.Map.Freeze();
        var e = Assert.Throws<BpfException>(() => Shared.MapMemory());
        Assert.Equal(
            "map memory of map shared: Operation not permitted (EPERM). The map is frozen or read-only: ask for a view that is not writable.",
            e.Message);
        using BpfArrayView<ulong> view = Shared.MapMemory(writable: false);
        Assert.Equal(11ul, view.Get(1));
        Assert.Equal(11ul, view.Read(1));
        Assert.Throws<InvalidOperationException>(() => view[1]);
        Assert.Throws<InvalidOperationException>(() => view.Write(1, 2));
        Assert.Throws<InvalidOperationException>(() => view.AsSpan()[1]);
    }

    [Fact]
    public void An_array_that_is_not_mappable_says_what_to_do()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Array, "plain", 4));

        var e = Assert.Throws<BpfException>(() => map.AsArray<ulong>().MapMemory());

        Assert.Contains("it was not made with BPF_F_MMAPABLE", e.Message, StringComparison.Ordinal);
    }

    // The kernel keeps each element at a multiple of 8 bytes.
    [Fact]
    [Trait("Matrix", "guest")]
    public void Small_values_lie_apart_and_are_found()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ushort>(BpfMapType.Array, "small", 1000, BpfMapFlags.Mappable));
        BpfArray<ushort> array = map.AsArray<ushort>();
        array.Write(0, [.. Enumerable.Range(0, 1000).Select(i => (ushort)i)]);

        using BpfArrayView<ushort> view = array.MapMemory();

        for (int i = 0; i < 1000; i++)
            Assert.Equal((ushort)i, view.Read(i));
        Assert.Throws<InvalidOperationException>(() => view.AsSpan()[0]);
        view[999] = 5;
        Assert.Equal(5, array[999]);
    }

    [Fact]
    public void Words_are_read_written_and_exchanged_whole_whatever_their_type()
    {
        DayOfWeek day = DayOfWeek.Friday;
        (int, int) pair = (1, 2);
        byte small = 200;
        decimal large = 1;

        Assert.Equal(DayOfWeek.Friday, BpfAtomic.Exchange(ref day, DayOfWeek.Monday));
        Assert.Equal(DayOfWeek.Monday, BpfAtomic.Read(in day));
        Assert.Equal((1, 2), BpfAtomic.Exchange(ref pair, (3, 4)));
        BpfAtomic.Write(ref pair, (5, 6));
        Assert.Equal((5, 6), BpfAtomic.Read(in pair));
        BpfAtomic.Write<byte>(ref small, 100);
        Assert.Equal(100, BpfAtomic.Read(in small));
        Assert.Throws<NotSupportedException>(() => BpfAtomic.Read(in large));
        Assert.Throws<NotSupportedException>(() => BpfAtomic.Exchange<byte>(ref small, 1));
    }

    [Fact]
    public void Access_in_place_allocates_nothing()
    {
        using BpfArrayView<ulong> view = Shared.MapMemory();
        view[1] = view.Read(1) + view.Exchange(2, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
            view[1] += view.Read(1) + view.Exchange(2, 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Entries_side_by_side_are_written_at_once_and_not_past_the_end()
    {
        Shared.Write(10, [1, 2, 3]);

        Assert.Equal([1ul, 2ul, 3ul], Shared.Skip(10).Take(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Shared.Write(99, [1, 2]));
        Shared.Write(98, [8, 9]);
        Assert.Equal(9ul, Shared.Read(99));
        ulong[] all = new ulong[101];
        Shared.CopyTo(all);
        Assert.Equal([.. Shared, 0], all);
        Assert.Throws<ArgumentException>(() => Shared.CopyTo(new ulong[99]));
    }
}
