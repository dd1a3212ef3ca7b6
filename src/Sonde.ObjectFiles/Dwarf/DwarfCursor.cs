using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>Reads one value after the other from a section, and never beyond it.</summary>
internal ref struct DwarfCursor
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly string _section;

    public DwarfCursor(ReadOnlySpan<byte> bytes, ulong position, string section)
    {
        if (position > (ulong)bytes.Length)
            throw new DwarfFormatException($"{section} is corrupt: byte {position} is referred to, it has {bytes.Length}");
        _bytes = bytes;
        _section = section;
        Position = (int)position;
    }

    public int Position { get; private set; }

    /// <summary>Where what it may read ends.</summary>
    public readonly int End => _bytes.Length;

    public readonly bool IsAtEnd => Position >= _bytes.Length;

    /// <summary>Goes on behind the next <paramref name="length"/> bytes, which the result reads and nothing else.</summary>
    public DwarfCursor Take(ulong length)
    {
        int start = Position;
        Read(length);
        return new(_bytes.Slice(0, Position), (ulong)start, _section);
    }

    public byte ReadByte() => Read(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Read(2));

    public uint ReadUInt24() => ReadUInt16() | ((uint)ReadByte() << 16);

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Read(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Read(8));

    public ulong ReadOffset(bool is64Bit) => is64Bit ? ReadUInt64() : ReadUInt32();

    /// <summary>Reads the length of what follows; where DWARF is 64-bit, an escape comes before it.</summary>
    public ulong ReadLength(out bool is64Bit)
    {
        uint length = ReadUInt32();
        is64Bit = length == uint.MaxValue;
        return is64Bit ? ReadUInt64() : length;
    }

    /// <summary>Reads a LEB128 number; bits beyond 64 are lost.</summary>
    public ulong ReadUnsigned() => ReadParts(out _, out _);

    /// <summary>Reads a signed LEB128 number.</summary>
    public long ReadSigned()
    {
        long value = (long)ReadParts(out int bits, out byte last);
        return bits < 64 && (last & 0x40) != 0 ? value | (-1L << bits) : value;
    }

    /// <summary>Reads text that a zero ends, without the zero.</summary>
    public ReadOnlySpan<byte> ReadText()
    {
        int length = _bytes.Slice(Position).IndexOf((byte)0);
        if (length < 0)
            throw Truncated();
        ReadOnlySpan<byte> text = Read((ulong)length);
        Position++;
        return text;
    }

    public ReadOnlySpan<byte> Read(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
            throw Truncated();
        ReadOnlySpan<byte> read = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return read;
    }

    public readonly DwarfFormatException Corrupt(string what) => new($"{_section} is corrupt at byte {Position}: {what}");

    private ulong ReadParts(out int bits, out byte last)
    {
        ulong value = 0;
        bits = 0;
        do
        {
            last = ReadByte();
            if (bits < 64)
            {
                value |= (ulong)(last & 0x7f) << bits;
                bits += 7;
            }
        }
        while ((last & 0x80) != 0);
        return value;
    }

    private readonly DwarfFormatException Truncated() => new($"{_section} is truncated at byte {_bytes.Length}");
}
