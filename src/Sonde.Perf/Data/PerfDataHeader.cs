using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>The start of a recording: where its events and its records are.</summary>
internal sealed class PerfDataHeader
{
    private const int PipeSize = 16;
    private const int FileSize = 104;
    private const int SectionSize = 16;
    private const int FeaturesStart = 72;
    private const int LargestEvent = 1 << 16;
    private const int MostEvents = 1 << 16;

    private readonly long _length;
    private readonly ulong _eventSize;
    private readonly ulong _eventsStart;
    private readonly ulong _eventsSize;

    private PerfDataHeader(long length)
    {
        IsPipe = true;
        DataStart = PipeSize;
        DataEnd = _length = length;
    }

    private PerfDataHeader(ReadOnlySpan<byte> bytes, long length)
    {
        _length = length;
        _eventSize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        _eventsStart = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        _eventsSize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        ulong dataStart = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        ulong dataSize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]);
        if (dataStart > (ulong)length)
            throw new PerfDataFormatException($"file is truncated: its records begin at byte {dataStart}, the file has {length}");
        DataStart = (long)dataStart;
        // The size is written when perf ends: a recorder that was killed leaves 0, and records up to the end. What is cut off is found when it is read.
        Features = dataSize == 0 ? default : bytes[FeaturesStart..FileSize].ToArray();
        DataEnd = dataSize == 0 ? length : dataSize > long.MaxValue - dataStart ? long.MaxValue : (long)(dataStart + dataSize);
    }

    public bool IsPipe { get; }

    public long DataStart { get; }

    public long DataEnd { get; }

    /// <summary>Which optional sections follow the records, a bit for each; empty where none can.</summary>
    public ReadOnlyMemory<byte> Features { get; }

    public static PerfDataHeader Read(SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        Span<byte> bytes = stackalloc byte[FileSize];
        int read = ReadUpTo(handle, bytes, 0);
        if (read < PipeSize)
            throw new PerfDataFormatException($"not a perf recording: it has {read} bytes");
        ReadOnlySpan<byte> magic = bytes[..8];
        if (magic.SequenceEqual("2ELIFREP"u8))
            throw new PerfDataFormatException("this is a perf recording of a big-endian machine; only little-endian ones can be read");
        if (magic.SequenceEqual("PERFFILE"u8))
            throw new PerfDataFormatException("this is a perf recording of the format of 2009; only those of PERFILE2 can be read");
        if (!magic.SequenceEqual("PERFILE2"u8))
            throw new PerfDataFormatException("not a perf recording: it does not start with PERFILE2");
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        if (size == PipeSize)
            return new PerfDataHeader(length);
        if (size != FileSize || read < FileSize)
            throw new PerfDataFormatException($"file is corrupt: its header claims {size} bytes, known are {PipeSize} and {FileSize}, and it has {length} in all");
        return new PerfDataHeader(bytes, length);
    }

    /// <summary>Reads the table of events of a file.</summary>
    public PerfDataEvent[] ReadEvents(SafeFileHandle handle)
    {
        if (_eventSize < PerfDataEvent.SmallestSize + SectionSize || _eventSize > LargestEvent)
            throw new PerfDataFormatException($"file is corrupt: an entry of its table of events has {_eventSize} bytes");
        Require("its table of events", _eventsStart, _eventsSize);
        ulong count = _eventsSize / _eventSize;
        if (count is 0 or > MostEvents)
            throw new PerfDataFormatException($"file is corrupt: it claims {count} events");
        var events = new List<PerfDataEvent>();
        byte[] entry = new byte[(int)_eventSize];
        ulong idBytes = 0;
        for (ulong i = 0; i < count; i++)
        {
            ReadExactly(handle, entry, _eventsStart + (i * _eventSize));
            ReadOnlySpan<byte> place = entry.AsSpan(entry.Length - SectionSize);
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(place);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(place[8..]);
            Require("the ids of an event", start, size);
            // Each id is written once: sections that overlap would multiply a small file.
            if ((idBytes += size) > (ulong)_length)
                throw new PerfDataFormatException("file is corrupt: the ids of its events overlap");
            byte[] ids = new byte[(int)Math.Min(size, int.MaxValue) & ~7];
            ReadExactly(handle, ids, start);
            events.Add(PerfDataEvent.Parse(entry.AsSpan(0, entry.Length - SectionSize), ids));
        }

        return [.. events];
    }

    /// <summary>Reads the events of a pipe, which are records before all others of the kernel.</summary>
    public static PerfDataEvent[] ReadPipeEvents(SafeFileHandle handle, PerfDataHeader header)
    {
        var events = new List<PerfDataEvent>();
        var records = new RecordStream(handle, header.DataStart, header.DataEnd);
        while (records.TryRead(out ReadOnlySpan<byte> record))
        {
            PerfRecordType type = PerfDataRecord.TypeOf(record);
            if (type < PerfRecordType.EventAttributes || type is PerfRecordType.Compressed or PerfRecordType.Compressed2)
                break;
            if (type == PerfRecordType.EventAttributes)
                events.Add(PerfDataEvent.Parse(record));
        }

        return events.Count > 0 ? [.. events] : throw new PerfDataFormatException("file is corrupt: it has no event before its first record of the kernel");
    }

    private void Require(string what, ulong start, ulong size)
    {
        if (start > (ulong)_length || size > (ulong)_length - start)
            throw new PerfDataFormatException($"file is truncated: {what} has {size} bytes from byte {start} on, the file has {_length}");
    }

    private static void ReadExactly(SafeFileHandle handle, Span<byte> bytes, ulong offset)
    {
        if (ReadUpTo(handle, bytes, (long)offset) < bytes.Length)
            throw new PerfDataFormatException("file was cut while it was read");
    }

    private static int ReadUpTo(SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        int total = 0;
        int read;
        while (total < bytes.Length && (read = RandomAccess.Read(handle, bytes[total..], offset + total)) > 0)
            total += read;
        return total;
    }
}
