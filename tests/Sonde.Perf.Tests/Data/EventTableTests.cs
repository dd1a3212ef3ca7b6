using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>Records name their events by ids, of which a recording of many CPUs has many.</summary>
public sealed class EventTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100)]
    public void A_record_belongs_to_the_event_whose_id_it_has(int cpus)
    {
        PerfDataEvent[] events =
        [
            Make(PerfSampleFields.Identifier, [.. Enumerable.Range(1, cpus).Select(id => (ulong)id)]),
            Make(PerfSampleFields.Identifier | PerfSampleFields.Time, [.. Enumerable.Range(1001, cpus).Select(id => (ulong)id)]),
        ];
        var table = new PerfEventTable(events);
        for (int cpu = 1; cpu <= cpus; cpu++)
        {
            Assert.Same(events[0], table.Find(Sample((ulong)cpu), isSample: true));
            Assert.Same(events[1], table.Find(Sample(1000 + (ulong)cpu), isSample: true));
        }

        Assert.Same(events[0], table.Find(Sample(0), isSample: true));
        Assert.Null(table.Find(Sample(5000), isSample: true));
    }

    private static PerfDataEvent Make(PerfSampleFields fields, ulong[] ids)
    {
        PerfEventAttributes attributes = new() { SampleFields = fields, Flags = PerfEventFlags.SampleIdAll };
        return PerfDataEvent.Parse(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref attributes, 1)), MemoryMarshal.AsBytes<ulong>(ids));
    }

    private static byte[] Sample(ulong id) => [.. BitConverter.GetBytes((uint)PerfRecordType.Sample), 0, 0, 24, 0, .. BitConverter.GetBytes(id), .. new byte[8]];
}
