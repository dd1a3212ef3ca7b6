using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class UserRingBufferTests : IDisposable
{
    private const int Size = 4096;
    private const int RecordSize = 24; // 16 and the header.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly UserRings _bpf = UserRings.Open();

    public UserRingBufferTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        TestKernel.RequireVersion(6, 1);
        _bpf.Load();
    }

    private UserRingBuffer<UserRings.Order> Ring => _bpf.Maps.Orders;

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_reach_the_program_in_the_order_of_their_reservation()
    {
        int runs = TestKernel.Scale(200, inGuest: 20);
        ulong number = 0;
        for (int run = 0; run < runs; run++)
        {
            for (int i = 0; i < 50; i++)
                Assert.True(Ring.TryWrite(new UserRings.Order { Number = ++number }));
            Assert.Equal(50u, _bpf.Programs.TakeOrders.TestRun());
        }

        Assert.Equal(number, _bpf.Bss.Received);
        Assert.Equal(number * (number + 1) / 2, _bpf.Bss.Sum);
        Assert.Equal(0ul, _bpf.Bss.OutOfOrder);
        Assert.Equal(new RingUsage((long)number * RecordSize, (long)number * RecordSize, Size), Ring.Usage);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_full_ring_takes_nothing_until_the_program_has_drained()
    {
        int written = 0;
        while (Ring.TryWrite(new UserRings.Order { Number = (ulong)++written }))
        {
        }

        Assert.Equal((Size / RecordSize) + 1, written);
        Assert.False(Ring.TryReserve(out _));
        _bpf.Programs.TakeOrders.TestRun();
        Assert.True(Ring.TryWrite(default));
        Assert.Equal((ulong)written - 1, _bpf.Bss.Received);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_reserved_record_holds_back_those_behind_it_and_a_discarded_one_is_passed_over()
    {
        Assert.True(Ring.TryReserve(out UserRingRecord<UserRings.Order> first));
        Assert.True(Ring.TryReserve(out UserRingRecord<UserRings.Order> second));
        Assert.True(Ring.TryWrite(new UserRings.Order { Number = 3 }));
        first.Value.Number = 1;
        second.Value.Number = 2;
        second.Submit();
        _bpf.Programs.TakeOrders.TestRun();
        Assert.Equal(0ul, _bpf.Bss.Received);

        first.Discard();
        _bpf.Programs.TakeOrders.TestRun();

        Assert.Equal((2ul, 5ul), (_bpf.Bss.Received, _bpf.Bss.Sum));
    }

    [Fact]
    public void A_record_that_is_dropped_is_discarded_and_one_is_finished_once()
    {
        using (Reserve())
        {
        }

        UserRingRecord<UserRings.Order> record = Reserve();
        record.Value.Number = 4;
        record.Submit();
        bool threw = false;
        try
        {
            record.Submit();
        }
        catch (InvalidOperationException)
        {
            threw = true;
        }

        record.Dispose();
        _bpf.Programs.TakeOrders.TestRun();
        Assert.True(threw);
        Assert.Equal((1ul, 4ul), (_bpf.Bss.Received, _bpf.Bss.Sum));

        UserRingRecord<UserRings.Order> Reserve()
        {
            Assert.True(Ring.TryReserve(out UserRingRecord<UserRings.Order> record));
            return record;
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_record_may_fill_the_ring()
    {
        UserRingBuffer untyped = Ring.Map.AsUserRingBuffer();
        Assert.Throws<ArgumentOutOfRangeException>(() => untyped.TryWrite(new byte[Size - 7]));
        Assert.True(untyped.TryWrite(new byte[Size - 8]));

        Assert.Equal(1u, _bpf.Programs.TakeOrders.TestRun());
        Assert.Equal(1ul, _bpf.Bss.Received);
    }

    [Fact]
    public void Untyped_records_have_any_length_that_fits()
    {
        UserRingBuffer untyped = Ring.Map.AsUserRingBuffer();
        Assert.True(untyped.TryReserve(16, out UserRingRecord record));
        record.Bytes.Clear();
        record.Bytes[0] = 9;
        record.Submit();
        Assert.True(untyped.TryWrite(new byte[100]));
        Assert.Throws<ArgumentOutOfRangeException>(() => untyped.TryWrite(new byte[Size]));
        Assert.Throws<ArgumentOutOfRangeException>(() => untyped.TryReserve(-1, out _));

        _bpf.Programs.TakeOrders.TestRun();

        Assert.Equal((2ul, 9ul), (_bpf.Bss.Received, _bpf.Bss.Sum));
    }

    [Theory]
    [Trait("Matrix", "guest")]
    [InlineData(0ul)]
    [InlineData(1ul)] // BPF_RB_NO_WAKEUP
    public async Task Waiting_for_room_ends_when_the_program_has_drained(ulong flags)
    {
        _bpf.Bss.DrainFlags = flags;
        for (int round = 0; round < 5; round++)
        {
            while (Ring.TryWrite(default))
            {
            }

            Task writing = Ring.WriteAsync(new UserRings.Order { Number = 1000 }).AsTask();
            await Task.Delay(20);
            Assert.False(writing.IsCompleted);

            _bpf.Programs.TakeOrders.TestRun();

            await writing.WaitAsync(Soon);
        }

        _bpf.Programs.TakeOrders.TestRun();
        Assert.Equal(5000ul, _bpf.Bss.Sum);
    }

    [Fact]
    public async Task Waiting_for_room_can_be_cancelled_and_ends_with_the_object()
    {
        while (Ring.TryWrite(default))
        {
        }

        using var cancel = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ring.WriteAsync(default, cancel.Token).AsTask());
        Task writing = Ring.WriteAsync(default).AsTask();
        Task waiting = Ring.Map.AsUserRingBuffer().WaitForRoomAsync(100);

        _bpf.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.WaitAsync(Soon));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Soon));
        Assert.Throws<ObjectDisposedException>(() => Ring.TryWrite(default));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Several_threads_may_write()
    {
        const int each = 2000;
        Task[] writers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
                await Ring.WriteAsync(new UserRings.Order { Number = 1 });
        }))];
        Task all = Task.WhenAll(writers);
        while (!all.IsCompleted)
            _bpf.Programs.TakeOrders.TestRun();

        await all;
        _bpf.Programs.TakeOrders.TestRun();
        Assert.Equal(4ul * each, _bpf.Bss.Sum);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public async Task Waiting_for_room_that_is_there_ends_at_once_however_many_do_it()
    {
        UserRingBuffer untyped = Ring.Map.AsUserRingBuffer();
        int rounds = TestKernel.Scale(5000, inGuest: 500);
        Task[] waiters = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < rounds; i++)
                await untyped.WaitForRoomAsync(16);
        }))];

        await Task.WhenAll(waiters).WaitAsync(Soon);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        Ring.TryWrite(default);
        _bpf.Programs.TakeOrders.TestRun();
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
        {
            Ring.TryWrite(default);
            if (Ring.TryReserve(out UserRingRecord<UserRings.Order> record))
                record.Submit();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
