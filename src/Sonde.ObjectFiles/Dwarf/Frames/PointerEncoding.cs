namespace Sonde.ObjectFiles;

/// <summary>How a pointer is written in <c>.eh_frame</c> (<c>DW_EH_PE_*</c>, Linux Standard Base 5.0, 10.5.1).</summary>
internal static class PointerEncoding
{
    public const byte Absolute = 0;
    public const byte Omitted = 0xff;

    private const byte Indirect = 0x80;

    /// <summary>Reads a pointer.</summary>
    /// <param name="cursor">Where it is.</param>
    /// <param name="encoding">How it is written.</param>
    /// <param name="bases">What it may be relative to.</param>
    /// <param name="function">The start of the function that it belongs to, for pointers relative to that.</param>
    /// <exception cref="DwarfFormatException">The encoding is unknown, or the value lies in memory that is filled when the program starts.</exception>
    public static ulong Read(ref DwarfCursor cursor, byte encoding, in PointerBases bases, ulong function = 0)
    {
        if ((encoding & Indirect) != 0)
            throw cursor.Corrupt("a pointer to a pointer");
        int at = cursor.Position;
        ulong start;
        switch (encoding & 0x70)
        {
            case 0x00: start = 0; break;
            case 0x10: start = unchecked(bases.Section + (ulong)at); break;
            case 0x20: start = bases.Text; break;
            case 0x30: start = bases.Data; break;
            case 0x40: start = function; break;
            case 0x50: // aligned
                cursor.Read((ulong)(-(long)unchecked(bases.Section + (ulong)at) & 7));
                return cursor.ReadUInt64();
            default: throw cursor.Corrupt($"a pointer of encoding {encoding:x2}");
        }

        return unchecked(start + ReadValue(ref cursor, encoding));
    }

    /// <summary>Reads a size, which is written as a pointer is but relative to nothing.</summary>
    public static ulong ReadValue(ref DwarfCursor cursor, byte encoding) => (encoding & 0x0f) switch
    {
        0x00 or 0x04 or 0x0c => cursor.ReadUInt64(),
        0x01 => cursor.ReadUnsigned(),
        0x02 => cursor.ReadUInt16(),
        0x03 => cursor.ReadUInt32(),
        0x09 => (ulong)cursor.ReadSigned(),
        0x0a => (ulong)(short)cursor.ReadUInt16(),
        0x0b => (ulong)(int)cursor.ReadUInt32(),
        _ => throw cursor.Corrupt($"a pointer of encoding {encoding:x2}"),
    };

    /// <summary>Passes over a pointer whose value nobody needs.</summary>
    public static void Skip(ref DwarfCursor cursor, byte encoding, in PointerBases bases)
    {
        if (encoding == Omitted)
            return;
        if ((encoding & 0x70) == 0x50)
            Read(ref cursor, (byte)(encoding & ~Indirect), in bases);
        else
            ReadValue(ref cursor, encoding);
    }
}
