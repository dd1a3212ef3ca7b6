using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Perf;

/// <summary>Cuts the bytes of a file into records, through one buffer.</summary>
internal sealed class RecordStream
{
    // A record has at most 64 KiB, so a buffer of several always gets a whole one; this many bytes are yet near the processor when they are copied.
    private const int BufferSize = 192 << 10;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private readonly long _end;
    private long _filePosition;
    private int _start;
    private int _filled;

    public RecordStream(SafeFileHandle handle, long start, long end)
    {
        _handle = handle;
        _filePosition = start;
        _end = end;
    }

    /// <summary>Where the next record begins in the file.</summary>
    public long Position => _filePosition - (_filled - _start);

    /// <summary>The next record with its header; it is valid until the next call.</summary>
    /// <exception cref="PerfDataFormatException">What follows is no record, or cut off.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        record = default;
        int left = Ensure(PerfDataRecord.HeaderSize);
        if (left == 0)
            return false;
        if (left < PerfDataRecord.HeaderSize)
            throw Truncated(PerfDataRecord.HeaderSize, left);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_start + 6));
        if (size < PerfDataRecord.HeaderSize)
            throw new PerfDataFormatException($"file is corrupt: the record at byte {Position} claims {size} bytes, less than its header");
        left = Ensure(size);
        if (left < size)
            throw Truncated(size, left);
        record = _buffer.AsSpan(_start, size);
        _start += size;
        SkipPayload(record);
        return true;
    }

    // Two records of perf's own have bytes behind them that their size does not count.
    private void SkipPayload(ReadOnlySpan<byte> record)
    {
        PerfRecordType type = PerfDataRecord.TypeOf(record);
        if (type is not (PerfRecordType.TracingData or PerfRecordType.AuxTrace) || record.Length < 16)
            return;
        ulong size = type == PerfRecordType.TracingData
            ? (BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) + 7UL) & ~7UL
            : BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        long position = Position;
        if (size > (ulong)(_end - position))
            throw new PerfDataFormatException($"file is truncated: {size} bytes follow the record before byte {position}, {_end - position} are left");
        int buffered = _filled - _start;
        if (size <= (ulong)buffered)
        {
            _start += (int)size;
            return;
        }

        _filePosition += (long)size - buffered;
        // The record lies before the buffer's start, where nothing is moved until the next call.
        _start = _filled;
    }

    /// <summary>Has at least so many bytes in the buffer if the file has them, and says how many there are.</summary>
    private int Ensure(int count)
    {
        int available = _filled - _start;
        if (available >= count)
            return available;
        _buffer.AsSpan(_start, available).CopyTo(_buffer);
        (_start, _filled) = (0, available);
        while (_filled < count)
        {
            int most = (int)Math.Min(_buffer.Length - _filled, _end - _filePosition);
            int read = most <= 0 ? 0 : RandomAccess.Read(_handle, _buffer.AsSpan(_filled, most), _filePosition);
            if (read == 0)
                break;
            _filled += read;
            _filePosition += read;
        }

        return _filled;
    }

    private PerfDataFormatException Truncated(int size, int left) =>
        new($"file is truncated: the record at byte {Position} needs {size} bytes, {left} are left");
}
