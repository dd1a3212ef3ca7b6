using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Perf;

/// <summary>The records inside of compressed ones. All of these are one zstd stream, and a record may begin in one and end in the next.</summary>
internal sealed unsafe class CompressedRecords : IDisposable
{
    private const int BufferSize = 256 << 10;

    // Stacks full of zeros shrink to a thousandth; what grows by more than this is made to.
    private const ulong LargestGrowth = 4096;
    private const ulong FreeGrowth = 64 << 20;

    private readonly ZstdDecoderHandle _decoder;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private int _start;
    private int _filled;
    private ulong _taken;
    private ulong _given;
    private bool _mayHaveMore;

    public CompressedRecords()
    {
        try
        {
            _decoder = Libzstd.CreateDecoder();
        }
        catch (DllNotFoundException e)
        {
            throw new PlatformNotSupportedException("The recording is compressed, and this system has no libzstd.so.1 (Debian: libzstd1).", e);
        }

        if (_decoder.IsInvalid)
            throw new InsufficientMemoryException("zstd cannot make a decoder.");
    }

    /// <summary>The compressed bytes of a record.</summary>
    public static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record)
    {
        if (PerfDataRecord.TypeOf(record) == PerfRecordType.Compressed)
            return record[PerfDataRecord.HeaderSize..];
        ulong size = record.Length < 16 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(record[8..]);
        return size > (ulong)(record.Length - 16)
            ? throw new PerfDataFormatException($"file is corrupt: a compressed record of {record.Length} bytes claims {size}")
            : record.Slice(16, (int)size);
    }

    /// <summary>The next record; it is valid until the next call.</summary>
    /// <param name="input">What is left of the compressed bytes; shortened by what was taken.</param>
    /// <param name="record">The record with its header.</param>
    /// <returns>False when more compressed bytes are needed.</returns>
    public bool TryRead(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> record)
    {
        while (!TryCut(out record))
        {
            if (input.IsEmpty && !_mayHaveMore)
                return false;
            if (!Decompress(ref input))
                return false;
        }

        return true;
    }

    /// <exception cref="PerfDataFormatException">The stream ended within a record.</exception>
    public void End()
    {
        if (_start != _filled)
            throw new PerfDataFormatException("file is truncated: its compressed records end within a record");
    }

    public void Dispose() => _decoder.Dispose();

    private bool TryCut(out ReadOnlySpan<byte> record)
    {
        record = default;
        int left = _filled - _start;
        if (left < PerfDataRecord.HeaderSize)
            return false;
        int size = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_start + 6));
        if (size < PerfDataRecord.HeaderSize)
            throw new PerfDataFormatException($"file is corrupt: a compressed record claims {size} bytes, less than its header");
        if (left < size)
            return false;
        record = _buffer.AsSpan(_start, size);
        _start += size;
        return true;
    }

    private bool Decompress(scoped ref ReadOnlySpan<byte> input)
    {
        _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
        _filled -= _start;
        _start = 0;
        fixed (byte* source = input)
        fixed (byte* destination = _buffer)
        {
            var from = new Libzstd.Part { Bytes = source, Size = (nuint)input.Length };
            var to = new Libzstd.Part { Bytes = destination + _filled, Size = (nuint)(_buffer.Length - _filled) };
            nuint code = Libzstd.Decompress(_decoder, &to, &from);
            if (Libzstd.IsError(code) != 0)
                throw new PerfDataFormatException($"file is corrupt: zstd says '{Marshal.PtrToStringUTF8((nint)Libzstd.ErrorName(code))}' of a compressed record");
            input = input[(int)from.Position..];
            _filled += (int)to.Position;
            // A full buffer may have left more inside of the decoder.
            _mayHaveMore = to.Position == to.Size;
            _taken += from.Position;
            _given += to.Position;
            if (_given > FreeGrowth + (_taken * LargestGrowth))
                throw new PerfDataFormatException($"file is corrupt: {_taken} compressed bytes became {_given}");
            return to.Position > 0 || from.Position > 0;
        }
    }
}
