using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Sonde.ObjectFiles;

/// <summary>
/// Reads one value after the other and never beyond the bytes. Small enough to live in registers: what is seldom called takes no
/// reference to it.
/// </summary>
internal ref struct DwarfReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    public DwarfReader(ReadOnlySpan<byte> bytes, ulong position)
    {
        if (position > (ulong)bytes.Length)
            ThrowTruncated();
        _bytes = bytes;
        Position = (int)position;
    }

    public int Position;

    public readonly bool IsAtEnd => (uint)Position >= (uint)_bytes.Length;

    public readonly int Length => _bytes.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        int at = Position;
        if ((uint)at >= (uint)_bytes.Length)
            ThrowTruncated();
        Position = at + 1;
        return _bytes[at];
    }

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Read(2));

    public uint ReadUInt24() => ReadUInt16() | ((uint)ReadByte() << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Read(8));

    public ulong ReadOffset(bool is64Bit) => is64Bit ? ReadUInt64() : ReadUInt32();

    public ulong ReadAddress(int size) => size == 8 ? ReadUInt64() : ReadUInt32();

    /// <summary>Reads the length of what follows; where DWARF is 64-bit, an escape comes before it.</summary>
    public ulong ReadLength(out bool is64Bit)
    {
        uint length = ReadUInt32();
        is64Bit = length == uint.MaxValue;
        return is64Bit ? ReadUInt64() : length;
    }

    /// <summary>Reads a LEB128 number; bits beyond 64 are lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUnsigned()
    {
        int at = Position;
        if ((uint)at < (uint)_bytes.Length && _bytes[at] < 0x80)
        {
            Position = at + 1;
            return _bytes[at];
        }

        ulong value = ReadLong(_bytes, at, out at, out _);
        Position = at;
        return value;
    }

    /// <summary>Reads a signed LEB128 number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadSigned()
    {
        int at = Position;
        if ((uint)at < (uint)_bytes.Length && _bytes[at] < 0x80)
        {
            Position = at + 1;
            return (sbyte)(_bytes[at] << 1) >> 1;
        }

        long value = (long)ReadLong(_bytes, at, out at, out int bits);
        Position = at;
        return bits < 64 && (_bytes[at - 1] & 0x40) != 0 ? value | (-1L << bits) : value;
    }

    public ReadOnlySpan<byte> ReadText()
    {
        int length = _bytes.Slice(Position).IndexOf((byte)0);
        if (length < 0)
            ThrowTruncated();
        ReadOnlySpan<byte> text = _bytes.Slice(Position, length);
        Position += length + 1;
        return text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(ulong count)
    {
        if (count > (ulong)(uint)(_bytes.Length - Position))
            ThrowTruncated();
        Position += (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Read(int count)
    {
        int at = Position;
        Skip((uint)count);
        return _bytes.Slice(at, count);
    }

    private static ulong ReadLong(ReadOnlySpan<byte> bytes, int at, out int end, out int bits)
    {
        ulong value = 0;
        bits = 0;
        byte part;
        do
        {
            if ((uint)at >= (uint)bytes.Length)
                ThrowTruncated();
            part = bytes[at++];
            if (bits < 64)
            {
                value |= (ulong)(part & 0x7f) << bits;
                bits += 7;
            }
        }
        while (part >= 0x80);
        end = at;
        return value;
    }

    private static void ThrowTruncated() => throw new DwarfFormatException("the debugging information is truncated");
}
