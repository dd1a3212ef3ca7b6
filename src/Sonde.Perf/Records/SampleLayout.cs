using System.Numerics;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>Where the fields of an event's records are, worked out once from its attributes.</summary>
/// <remarks>
/// The order is that in which the kernel writes them, which is not that of the bits: PERF_SAMPLE_IDENTIFIER is first in a sample and last in
/// other records. See uapi/linux/perf_event.h, PERF_RECORD_SAMPLE and struct sample_id.
/// </remarks>
internal sealed class SampleLayout : IEquatable<SampleLayout>
{
    private const ulong BranchHardwareIndex = 1UL << 17;
    private const ulong BranchCounterValues = 1UL << 19;

    private static readonly PerfSampleFields[] FixedOrder =
    [
        PerfSampleFields.Identifier, PerfSampleFields.InstructionPointer, PerfSampleFields.ThreadId, PerfSampleFields.Time, PerfSampleFields.Address,
        PerfSampleFields.Id, PerfSampleFields.StreamId, PerfSampleFields.Cpu, PerfSampleFields.Period,
    ];

    private static readonly PerfSampleFields[] TrailerOrder =
    [
        PerfSampleFields.ThreadId, PerfSampleFields.Time, PerfSampleFields.Id, PerfSampleFields.StreamId, PerfSampleFields.Cpu, PerfSampleFields.Identifier,
    ];

    private readonly byte[] _offsets = new byte[32];
    private readonly byte[] _fromEnd = new byte[32];

    public SampleLayout(in PerfEventAttributes attributes)
    {
        Fields = attributes.SampleFields;
        ReadFormat = attributes.ReadFormat;
        UserRegisters = attributes.UserRegisters;
        InterruptRegisters = attributes.InterruptRegisters;
        UserRegisterCount = BitOperations.PopCount(attributes.UserRegisters);
        InterruptRegisterCount = BitOperations.PopCount(attributes.InterruptRegisters);
        HasBranchIndex = (attributes.BranchSampleType & BranchHardwareIndex) != 0;
        HasBranchCounters = (attributes.BranchSampleType & BranchCounterValues) != 0;
        int offset = PerfDataRecord.HeaderSize;
        foreach (PerfSampleFields field in FixedOrder)
        {
            if (!Has(field))
                continue;
            _offsets[IndexOf(field)] = (byte)offset;
            offset += 8;
        }

        FixedEnd = offset;
        bool hasTrailer = (attributes.Flags & PerfEventFlags.SampleIdAll) != 0;
        int fromEnd = 0;
        for (int i = TrailerOrder.Length - 1; hasTrailer && i >= 0; i--)
        {
            if (Has(TrailerOrder[i]))
                _fromEnd[IndexOf(TrailerOrder[i])] = (byte)(fromEnd += 8);
        }

        SampleIdOffset = Has(PerfSampleFields.Identifier) ? OffsetOf(PerfSampleFields.Identifier) : OffsetOf(PerfSampleFields.Id);
        TrailerIdOffset = _fromEnd[IndexOf(Has(PerfSampleFields.Identifier) ? PerfSampleFields.Identifier : PerfSampleFields.Id)];
    }

    public PerfSampleFields Fields { get; }

    public ulong ReadFormat { get; }

    public ulong UserRegisters { get; }

    public int UserRegisterCount { get; }

    public ulong InterruptRegisters { get; }

    public int InterruptRegisterCount { get; }

    public bool HasBranchIndex { get; }

    public bool HasBranchCounters { get; }

    /// <summary>Where the first field of no fixed place is in a sample.</summary>
    public int FixedEnd { get; }

    /// <summary>Where a sample has its event's id; 0 if it has none.</summary>
    public int SampleIdOffset { get; }

    /// <summary>How far before their end other records have it; 0 if they have none.</summary>
    public int TrailerIdOffset { get; }

    public bool Has(PerfSampleFields field) => (Fields & field) != 0;

    /// <summary>Where a field of fixed place is in a sample; 0 if it is not.</summary>
    public int OffsetOf(PerfSampleFields field) => _offsets[IndexOf(field)];

    public ulong ReadId(ReadOnlySpan<byte> record, bool isSample) =>
        isSample ? At(record, SampleIdOffset) : TrailerIdOffset == 0 ? 0 : FromEnd(record, TrailerIdOffset);

    public ulong ReadTime(ReadOnlySpan<byte> record, bool isSample) =>
        isSample ? At(record, OffsetOf(PerfSampleFields.Time)) : ReadTrailer(record, PerfSampleFields.Time);

    public ulong ReadTrailer(ReadOnlySpan<byte> record, PerfSampleFields field)
    {
        int fromEnd = _fromEnd[IndexOf(field)];
        return fromEnd == 0 ? 0 : FromEnd(record, fromEnd);
    }

    public bool Equals(SampleLayout? other) =>
        other is not null && Fields == other.Fields && ReadFormat == other.ReadFormat && UserRegisters == other.UserRegisters
        && InterruptRegisters == other.InterruptRegisters && HasBranchIndex == other.HasBranchIndex && HasBranchCounters == other.HasBranchCounters;

    public override bool Equals(object? obj) => Equals(obj as SampleLayout);

    public override int GetHashCode() => HashCode.Combine(Fields, ReadFormat, UserRegisters, InterruptRegisters);

    private static int IndexOf(PerfSampleFields field) => BitOperations.TrailingZeroCount((ulong)field);

    // These decide about order and kind only: a record too short for them is refused where its fields are read.
    private static ulong At(ReadOnlySpan<byte> record, int offset) =>
        offset == 0 || offset + 8 > record.Length ? 0 : MemoryMarshal.Read<ulong>(record[offset..]);

    private static ulong FromEnd(ReadOnlySpan<byte> record, int fromEnd) =>
        record.Length < PerfDataRecord.HeaderSize + fromEnd ? 0 : MemoryMarshal.Read<ulong>(record[^fromEnd..]);
}
