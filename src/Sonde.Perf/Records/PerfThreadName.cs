namespace Sonde.Perf;

/// <summary>A thread's new name: PERF_RECORD_COMM.</summary>
public readonly ref struct PerfThreadName
{
    private const ushort ExecBit = 1 << 13;

    private readonly ReadOnlySpan<byte> _record;

    internal PerfThreadName(ReadOnlySpan<byte> record)
    {
        _record = record;
        if (record.Length < 16)
            throw PerfDataRecord.TooShort(record, 16);
    }

    /// <summary>The process.</summary>
    public int ProcessId => PerfDataRecord.Read<int>(_record, 8);

    /// <summary>The thread.</summary>
    public int ThreadId => PerfDataRecord.Read<int>(_record, 12);

    /// <summary>Whether an exec gave it the name, so that the process is another program now.</summary>
    public bool IsExec => (PerfDataRecord.Read<ushort>(_record, 4) & ExecBit) != 0;

    /// <summary>The name in UTF-8, at most 15 bytes.</summary>
    public ReadOnlySpan<byte> NameUtf8 => PerfDataRecord.ReadText(_record, 16);
}
