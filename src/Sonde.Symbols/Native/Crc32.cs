namespace Sonde.Symbols;

/// <summary>The checksum by which <c>.gnu_debuglink</c> knows its file: CRC-32 of IEEE 802.3.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xedb88320;

    private static readonly uint[] Table = MakeTable();

    public static uint Of(Stream stream)
    {
        uint crc = uint.MaxValue;
        byte[] piece = new byte[1 << 16];
        while (stream.Read(piece) is var read and > 0)
        {
            foreach (byte each in piece.AsSpan(0, read))
                crc = Table[(byte)(crc ^ each)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : Polynomial ^ (value >> 1);
            table[i] = value;
        }

        return table;
    }
}
