namespace Sonde.ObjectFiles;

/// <summary>How an integer is encoded.</summary>
public readonly struct BtfInteger
{
    private readonly uint _encoding;

    internal BtfInteger(uint encoding)
    {
        _encoding = encoding;
    }

    /// <summary>Whether it has a sign.</summary>
    public bool IsSigned => (_encoding & (1 << 24)) != 0;

    /// <summary>Whether it is a character. Compilers also leave this unset on <c>char</c>.</summary>
    public bool IsCharacter => (_encoding & (2 << 24)) != 0;

    /// <summary>Whether it is a boolean.</summary>
    public bool IsBoolean => (_encoding & (4 << 24)) != 0;

    /// <summary>Size in bits.</summary>
    public byte Bits => (byte)_encoding;

    /// <summary>Offset in bits, of bitfields in the form older than structures with bitfields; else 0.</summary>
    public byte BitOffset => (byte)(_encoding >> 16);
}
