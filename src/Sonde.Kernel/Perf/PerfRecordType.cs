namespace Sonde.Kernel;

/// <summary>The type of a record in a perf ring (<c>enum perf_event_type</c>). Others are still valid values.</summary>
public enum PerfRecordType : uint
{
    /// <summary>PERF_RECORD_LOST: how many records found the ring full.</summary>
    Lost = 2,

    /// <summary>PERF_RECORD_SAMPLE.</summary>
    Sample = 9,

    /// <summary>PERF_RECORD_LOST_SAMPLES.</summary>
    LostSamples = 13,
}
