using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>Who wrote a record and when, as far as the event asked for it (<c>struct sample_id</c>); what it did not ask for is 0.</summary>
public readonly ref struct PerfRecordIdentity
{
    private readonly ReadOnlySpan<byte> _record;
    private readonly SampleLayout? _layout;

    internal PerfRecordIdentity(ReadOnlySpan<byte> record, SampleLayout? layout)
    {
        _record = record;
        _layout = layout;
    }

    /// <summary>The process.</summary>
    public int ProcessId => (int)Get(PerfSampleFields.ThreadId);

    /// <summary>The thread.</summary>
    public int ThreadId => (int)(Get(PerfSampleFields.ThreadId) >> 32);

    /// <summary>When, in nanoseconds of the recording's clock.</summary>
    public ulong Time => Get(PerfSampleFields.Time);

    /// <summary>The number of the CPU.</summary>
    public int Cpu => (int)Get(PerfSampleFields.Cpu);

    private ulong Get(PerfSampleFields field) => _layout is null ? 0 : _layout.ReadTrailer(_record, field);
}
