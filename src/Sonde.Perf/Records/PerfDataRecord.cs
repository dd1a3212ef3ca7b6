using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>A record of a recording: a view of its bytes, valid until the reader reads the next.</summary>
public readonly ref struct PerfDataRecord
{
    /// <summary>The size of a record's header: type (4), misc (2), size (2).</summary>
    public const int HeaderSize = 8;

    internal PerfDataRecord(ReadOnlySpan<byte> bytes, PerfDataEvent? perfEvent)
    {
        Bytes = bytes;
        Event = perfEvent;
    }

    /// <summary>What it is.</summary>
    public PerfRecordType Type => TypeOf(Bytes);

    /// <summary>The header's <c>misc</c>: processor mode and bits that the type gives a meaning.</summary>
    public ushort Misc => MemoryMarshal.Read<ushort>(Bytes[4..]);

    /// <summary>The whole record with its header.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The event that it belongs to; null for records that perf wrote itself, and where the recording does not describe the event.</summary>
    public PerfDataEvent? Event { get; }

    /// <summary>When it was written, in nanoseconds of the recording's clock; 0 when the record does not say.</summary>
    public ulong Time => Event is null ? 0 : Event.Layout.ReadTime(Bytes, Type == PerfRecordType.Sample);

    /// <summary>Who wrote it, which records other than samples have at their end if the event asked for it; empty without.</summary>
    public PerfRecordIdentity Identity => new(Bytes, Event?.Layout);

    /// <summary>Views it as a sample.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">The recording does not describe its event.</exception>
    public PerfSample AsSample()
    {
        Require(PerfRecordType.Sample, PerfRecordType.Sample);
        return new PerfSample(Bytes, Event ?? throw new PerfDataFormatException("file is corrupt: a sample belongs to an event that it does not describe"));
    }

    /// <summary>Views it as a mapping, PERF_RECORD_MMAP or MMAP2.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">It is too short.</exception>
    public PerfMapping AsMapping()
    {
        Require(PerfRecordType.Mapping, PerfRecordType.Mapping2);
        return new PerfMapping(Bytes);
    }

    /// <summary>Views it as a thread's new name, PERF_RECORD_COMM.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">It is too short.</exception>
    public PerfThreadName AsName()
    {
        Require(PerfRecordType.Name, PerfRecordType.Name);
        return new PerfThreadName(Bytes);
    }

    /// <summary>Views it as the start or end of a thread, PERF_RECORD_FORK or EXIT.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">It is too short.</exception>
    public PerfTask AsTask()
    {
        Require(PerfRecordType.Fork, PerfRecordType.Exit);
        return new PerfTask(Bytes);
    }

    /// <summary>Views it as a function of the kernel that came or went, PERF_RECORD_KSYMBOL.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">It is too short.</exception>
    public PerfKernelSymbol AsKernelSymbol()
    {
        Require(PerfRecordType.KernelSymbol, PerfRecordType.KernelSymbol);
        return new PerfKernelSymbol(Bytes);
    }

    /// <summary>Views it as a count of what was lost, PERF_RECORD_LOST or LOST_SAMPLES.</summary>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    /// <exception cref="PerfDataFormatException">It is too short.</exception>
    public PerfLost AsLost()
    {
        Require(PerfRecordType.Lost, PerfRecordType.LostSamples);
        return new PerfLost(Bytes);
    }

    internal static PerfRecordType TypeOf(ReadOnlySpan<byte> record) => (PerfRecordType)MemoryMarshal.Read<uint>(record);

    /// <summary>A value of a record that must be there.</summary>
    internal static T Read<T>(ReadOnlySpan<byte> record, int offset)
        where T : unmanaged
    {
        if ((uint)offset + (uint)Unsafe.SizeOf<T>() > (uint)record.Length)
            throw TooShort(record, offset + Unsafe.SizeOf<T>());
        return MemoryMarshal.Read<T>(record[offset..]);
    }

    /// <summary>Text that a zero ends, or the record.</summary>
    internal static ReadOnlySpan<byte> ReadText(ReadOnlySpan<byte> record, int offset)
    {
        if (offset > record.Length)
            throw TooShort(record, offset);
        ReadOnlySpan<byte> text = record[offset..];
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    internal static PerfDataFormatException TooShort(ReadOnlySpan<byte> record, long needed) =>
        new($"file is corrupt: a record of type {(uint)TypeOf(record)} needs {needed} bytes, it has {record.Length}");

    private void Require(PerfRecordType type, PerfRecordType other)
    {
        if (Type != type && Type != other)
            throw new InvalidOperationException($"The record is of type {Type}, not {type}.");
    }
}
