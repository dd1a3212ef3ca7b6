namespace Sonde.Perf;

/// <summary>A function of the kernel that came or went, such as a BPF program: PERF_RECORD_KSYMBOL.</summary>
public readonly ref struct PerfKernelSymbol
{
    private const ushort UnregisterFlag = 1;

    private readonly ReadOnlySpan<byte> _record;

    internal PerfKernelSymbol(ReadOnlySpan<byte> record)
    {
        _record = record;
        if (record.Length < 24)
            throw PerfDataRecord.TooShort(record, 24);
    }

    /// <summary>Its first address.</summary>
    public ulong Start => PerfDataRecord.Read<ulong>(_record, 8);

    /// <summary>Its size in bytes.</summary>
    public uint Length => PerfDataRecord.Read<uint>(_record, 16);

    /// <summary>What made it (PERF_RECORD_KSYMBOL_TYPE_*): 1 BPF, 2 code out of line such as trampolines.</summary>
    public ushort Kind => PerfDataRecord.Read<ushort>(_record, 20);

    /// <summary>Whether it went.</summary>
    public bool IsRemoval => (PerfDataRecord.Read<ushort>(_record, 22) & UnregisterFlag) != 0;

    /// <summary>Its name in UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => PerfDataRecord.ReadText(_record, 24);
}
