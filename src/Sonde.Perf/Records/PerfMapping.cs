using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>A file or other memory that a process mapped: PERF_RECORD_MMAP and PERF_RECORD_MMAP2.</summary>
public readonly ref struct PerfMapping
{
    private const int FieldsEnd = 40;
    private const int Fields2End = 72;
    private const ushort BuildIdBit = 1 << 14;
    private const ushort DataBit = 1 << 13;

    private readonly ReadOnlySpan<byte> _record;

    internal PerfMapping(ReadOnlySpan<byte> record)
    {
        _record = record;
        int end = PerfDataRecord.TypeOf(record) == PerfRecordType.Mapping2 ? Fields2End : FieldsEnd;
        if (record.Length < end)
            throw PerfDataRecord.TooShort(record, end);
    }

    /// <summary>The process; -1 for the kernel.</summary>
    public int ProcessId => PerfDataRecord.Read<int>(_record, 8);

    /// <summary>The thread that mapped it.</summary>
    public int ThreadId => PerfDataRecord.Read<int>(_record, 12);

    /// <summary>The first address.</summary>
    public ulong Start => PerfDataRecord.Read<ulong>(_record, 16);

    /// <summary>How many bytes are mapped.</summary>
    public ulong Length => PerfDataRecord.Read<ulong>(_record, 24);

    /// <summary>Where in the file it begins.</summary>
    public ulong FileOffset => PerfDataRecord.Read<ulong>(_record, 32);

    /// <summary>Whether the record is of the second form, with an inode or a build id and access rights.</summary>
    public bool IsSecondForm => PerfDataRecord.TypeOf(_record) == PerfRecordType.Mapping2;

    /// <summary>Whether the mapping is not executable, which is recorded only if asked for (PERF_RECORD_MISC_MMAP_DATA).</summary>
    public bool IsData => (Misc & DataBit) != 0;

    /// <summary>Whether it names its file by build id (PERF_RECORD_MISC_MMAP_BUILD_ID), not by inode.</summary>
    public bool HasBuildId => IsSecondForm && (Misc & BuildIdBit) != 0;

    /// <summary>The build id of the file; empty without.</summary>
    public ReadOnlySpan<byte> BuildId => HasBuildId ? _record.Slice(44, Math.Min((int)_record[40], 20)) : default;

    /// <summary>The file's number on its device; 0 without.</summary>
    public ulong Inode => IsSecondForm && !HasBuildId ? PerfDataRecord.Read<ulong>(_record, 48) : 0;

    /// <summary>Major number of the file's device; 0 without.</summary>
    public uint DeviceMajor => IsSecondForm && !HasBuildId ? PerfDataRecord.Read<uint>(_record, 40) : 0;

    /// <summary>Minor number of the file's device; 0 without.</summary>
    public uint DeviceMinor => IsSecondForm && !HasBuildId ? PerfDataRecord.Read<uint>(_record, 44) : 0;

    /// <summary>Access rights as <c>mmap</c> takes them (PROT_*); 0 in the first form.</summary>
    public uint Protection => IsSecondForm ? PerfDataRecord.Read<uint>(_record, 64) : 0;

    /// <summary>Flags as <c>mmap</c> takes them (MAP_*); 0 in the first form.</summary>
    public uint Flags => IsSecondForm ? PerfDataRecord.Read<uint>(_record, 68) : 0;

    /// <summary>The path as the process saw it, or a name such as <c>[vdso]</c> or <c>//anon</c>, in UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => PerfDataRecord.ReadText(_record, IsSecondForm ? Fields2End : FieldsEnd);

    private ushort Misc => PerfDataRecord.Read<ushort>(_record, 4);
}
