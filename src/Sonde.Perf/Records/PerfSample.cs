using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>A sample: PERF_RECORD_SAMPLE. Fields that the event did not ask for are 0 or empty.</summary>
/// <remarks>
/// A view of the record, valid until the reader reads the next. A field is looked up when it is asked for; those of no fixed place are found by
/// walking over those before them. A field that reaches beyond the record throws a <see cref="PerfDataFormatException"/>.
/// </remarks>
public readonly ref partial struct PerfSample
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly SampleLayout _layout;

    internal PerfSample(ReadOnlySpan<byte> record, PerfDataEvent perfEvent)
    {
        _record = record;
        _layout = perfEvent.Layout;
        Event = perfEvent;
        if (record.Length < _layout.FixedEnd)
            throw PerfDataRecord.TooShort(record, _layout.FixedEnd);
    }

    /// <summary>The event that made it.</summary>
    public PerfDataEvent Event { get; }

    /// <summary>What it has.</summary>
    public PerfSampleFields Fields => _layout.Fields;

    /// <summary>In which mode the processor was: 1 kernel, 2 user, 3 hypervisor, 4 guest kernel, 5 guest user.</summary>
    public int ProcessorMode => PerfDataRecord.Read<ushort>(_record, 4) & 7;

    /// <summary>The event's id, of PERF_SAMPLE_IDENTIFIER or PERF_SAMPLE_ID.</summary>
    public ulong Id => _layout.ReadId(_record, isSample: true);

    /// <summary>PERF_SAMPLE_IP.</summary>
    public ulong InstructionPointer => Fixed(PerfSampleFields.InstructionPointer);

    /// <summary>The process, of PERF_SAMPLE_TID.</summary>
    public int ProcessId => (int)Fixed(PerfSampleFields.ThreadId);

    /// <summary>The thread, of PERF_SAMPLE_TID.</summary>
    public int ThreadId => (int)(Fixed(PerfSampleFields.ThreadId) >> 32);

    /// <summary>PERF_SAMPLE_TIME, in nanoseconds of the recording's clock.</summary>
    public ulong Time => Fixed(PerfSampleFields.Time);

    /// <summary>PERF_SAMPLE_ADDR: the address of a memory access, a breakpoint or a page fault.</summary>
    public ulong Address => Fixed(PerfSampleFields.Address);

    /// <summary>PERF_SAMPLE_STREAM_ID.</summary>
    public ulong StreamId => Fixed(PerfSampleFields.StreamId);

    /// <summary>PERF_SAMPLE_CPU.</summary>
    public int Cpu => (int)Fixed(PerfSampleFields.Cpu);

    /// <summary>PERF_SAMPLE_PERIOD: events since the sample before. Without it, the event's own fixed period.</summary>
    public ulong Period => _layout.Has(PerfSampleFields.Period) ? Fixed(PerfSampleFields.Period) : Event.Attributes.SamplePeriod;

    private ulong Fixed(PerfSampleFields field)
    {
        int offset = _layout.OffsetOf(field);
        return offset == 0 ? 0 : MemoryMarshal.Read<ulong>(_record[offset..]);
    }
}
