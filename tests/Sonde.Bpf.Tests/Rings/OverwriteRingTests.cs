using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class OverwriteRingTests : IDisposable
{
    private const int Places = 4096 / 16;
    private readonly OverwriteRing _bpf = OverwriteRing.Open();

    public OverwriteRingTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        TestKernel.RequireVersion(6, 19);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_snapshot_has_the_newest_records_and_leaves_them()
    {
        _bpf.Programs.Write.TestRun(1003);

        for (int look = 0; look < 2; look++)
        {
            RingSnapshot<ulong> snapshot = _bpf.Maps.Newest.TakeSnapshot();

            ulong first = snapshot.Records[0];
            Assert.Equal(1002ul, snapshot.Records[^1]);
            Assert.InRange(1003 - (int)first, Places - 2, Places);
            Assert.Equal(Enumerable.Range((int)first, 1003 - (int)first).Where(i => i % 5 != 4).Select(i => (ulong)i), snapshot.Records);
            Assert.Equal(0, snapshot.Unfinished);
            Assert.Equal((long)first * 16, snapshot.OverwrittenBytes);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_ring_that_is_not_full_yet_gives_all()
    {
        Assert.Empty(_bpf.Maps.Newest.TakeSnapshot().Records);
        _bpf.Programs.Write.TestRun(4);

        Assert.Equal([0, 1, 2, 3], _bpf.Maps.Newest.TakeSnapshot().Records);
        Assert.All(_bpf.Maps.Newest.Map.AsRingBuffer().TakeSnapshot().Records, record => Assert.Equal(8, record.Length));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Records_of_a_snapshot_are_whole_and_in_order_while_the_program_writes_on()
    {
        bool stop = false;
        var writer = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
                _bpf.Programs.Write.TestRun(100);
        });
        writer.Start();
        try
        {
            for (int look = 0; look < TestKernel.Scale(2000, inGuest: 100); look++)
            {
                IReadOnlyList<ulong> records = _bpf.Maps.Newest.TakeSnapshot().Records;
                for (int i = 1; i < records.Count; i++)
                    Assert.True(records[i] > records[i - 1], $"{records[i]} after {records[i - 1]}");
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            writer.Join();
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void It_cannot_be_drained()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _bpf.Maps.Newest.Read(new ulong[1]));
        Assert.Contains("take a snapshot", e.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _bpf.Maps.Newest.Subscribe((in ulong _) => { }));
    }
}
