using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>A thread or process that started or ended: PERF_RECORD_FORK and PERF_RECORD_EXIT.</summary>
public readonly ref struct PerfTask
{
    private const ushort ExecBit = 1 << 13;

    private readonly ReadOnlySpan<byte> _record;

    internal PerfTask(ReadOnlySpan<byte> record)
    {
        _record = record;
        if (record.Length < 32)
            throw PerfDataRecord.TooShort(record, 32);
    }

    /// <summary>Whether it ended.</summary>
    public bool IsExit => PerfDataRecord.TypeOf(_record) == PerfRecordType.Exit;

    /// <summary>
    /// Whether the new process has nothing of its parent's memory any more (PERF_RECORD_MISC_FORK_EXEC): perf tells so of those that ran
    /// before it.
    /// </summary>
    public bool HasExecuted => !IsExit && (PerfDataRecord.Read<ushort>(_record, 4) & ExecBit) != 0;

    /// <summary>The process.</summary>
    public int ProcessId => PerfDataRecord.Read<int>(_record, 8);

    /// <summary>Its parent; the process itself when it is a thread that started.</summary>
    public int ParentProcessId => PerfDataRecord.Read<int>(_record, 12);

    /// <summary>The thread.</summary>
    public int ThreadId => PerfDataRecord.Read<int>(_record, 16);

    /// <summary>The thread that started it.</summary>
    public int ParentThreadId => PerfDataRecord.Read<int>(_record, 20);

    /// <summary>When, in nanoseconds of the recording's clock.</summary>
    public ulong Time => PerfDataRecord.Read<ulong>(_record, 24);
}
