using System.Buffers.Binary;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Takes little-endian values off the front of bytes, each checked against the end.</summary>
internal ref struct SpanReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Left => _rest.Length;

    public byte Byte() => Take(1)[0];

    public int Int16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A number in groups of seven bits, the lowest first.</summary>
    public ulong VarUInt64()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if ((part & 0x80) == 0)
                return value;
        }

        throw new NetTraceFormatException("the trace is corrupt: a number has more than 64 bits");
    }

    public uint VarUInt32() => VarUInt64() is var value and <= uint.MaxValue
        ? (uint)value
        : throw new NetTraceFormatException("the trace is corrupt: a number has more than 32 bits");

    /// <summary>UTF-16 text that ends with a NUL.</summary>
    /// <param name="maxLength">How many characters of it are taken; the others are passed over.</param>
    public string Utf16(int maxLength = int.MaxValue)
    {
        for (int length = 0; length + 1 < _rest.Length; length += 2)
        {
            if ((_rest[length] | _rest[length + 1]) != 0)
                continue;
            string text = Encoding.Unicode.GetString(_rest[..(int)Math.Min(length, maxLength * 2L)]);
            _rest = _rest[(length + 2)..];
            return text;
        }

        throw new NetTraceFormatException("the trace is corrupt: a text has no end");
    }

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Take(long count)
    {
        if ((ulong)count > (ulong)_rest.Length)
            throw new NetTraceFormatException($"the trace is truncated: {count} bytes are expected and {_rest.Length} are there");
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
