using System.Text;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Rings, records and exports of a header that both sources of a linked object include.</summary>
[Trait("Matrix", "guest")]
public sealed class LinkedRingTests : IDisposable
{
    private readonly LinkedRings _bpf = LinkedRings.Open();

    public LinkedRingTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _bpf.Load();
    }

    public void Dispose() => _bpf.Dispose();

    [Fact]
    public void Both_sources_write_their_records_into_one_ring()
    {
        _bpf.Programs.OpenOne.TestRun();
        _bpf.Programs.CloseOne.TestRun();
        List<string> seen = [];
        foreach (LinkedRings.EventsRecord record in _bpf.Maps.Events.Drain())
        {
            seen.Add(record.Kind switch
            {
                LinkedRings.EventsKind.Opened => $"opened {record.Opened.Pid}",
                LinkedRings.EventsKind.Closed => $"closed {record.Closed.Fd} {record.Closed.When}",
                LinkedRings.EventsKind.Moved => $"moved {record.Moved.From} {record.Moved.To}",
                _ => "unknown",
            });
        }

        Assert.Equal(["opened 7", "closed -3 1099511627776", "moved 1 2"], seen);
        List<ulong> numbers = [];
        foreach (ref readonly LinkedRings.Number number in _bpf.Maps.Numbers.Drain())
            numbers.Add(number.Value);
        Assert.Equal([1ul, 2ul], numbers);
        List<string> texts = [];
        foreach (ReadOnlySpan<byte> text in _bpf.Maps.Texts.Drain())
            texts.Add(Encoding.UTF8.GetString(text[..3]));
        Assert.Equal(["one", "two"], texts);
        Assert.Equal((0, 0, 0), (_bpf.Maps.Events.Lost, _bpf.Maps.Numbers.Lost, _bpf.Maps.Texts.Lost));
    }

    [Fact]
    public void Losses_of_both_sources_are_counted_together()
    {
        const int Runs = 400;
        for (int i = 0; i < Runs; i++)
        {
            _bpf.Programs.OpenOne.TestRun();
            _bpf.Programs.CloseOne.TestRun();
        }

        // With its header, a record takes whole 8 bytes: 16 of opened, 24 of closed and of moved, 16 of the others.
        Assert.Equal((3 * Runs) - Count(_bpf.Maps.Events.Untyped), _bpf.Maps.Events.Lost);
        Assert.Equal((2 * Runs) - (4096 / 16) + 1, _bpf.Maps.Numbers.Lost);
        Assert.Equal((2 * Runs) - (4096 / 16) + 1, _bpf.Maps.Texts.Lost);
    }

    [Fact]
    public void What_both_sources_export_is_one_type()
    {
        Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<LinkedRings.Header>());
        Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<LinkedRings.TraceEntry>());
    }

    private static int Count(RingBuffer ring)
    {
        int count = 0;
        foreach (ReadOnlySpan<byte> _ in ring.Drain())
            count++;
        return count;
    }
}
