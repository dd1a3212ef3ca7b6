using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>How many records were lost: PERF_RECORD_LOST because a ring was full, PERF_RECORD_LOST_SAMPLES in the hardware.</summary>
public readonly ref struct PerfLost
{
    private readonly ReadOnlySpan<byte> _record;

    internal PerfLost(ReadOnlySpan<byte> record)
    {
        _record = record;
        int end = PerfDataRecord.TypeOf(record) == PerfRecordType.Lost ? 24 : 16;
        if (record.Length < end)
            throw PerfDataRecord.TooShort(record, end);
    }

    /// <summary>Whether they are samples that the hardware lost, not records without room in the ring.</summary>
    public bool IsSamples => PerfDataRecord.TypeOf(_record) == PerfRecordType.LostSamples;

    /// <summary>How many.</summary>
    public ulong Count => PerfDataRecord.Read<ulong>(_record, IsSamples ? 8 : 16);
}
