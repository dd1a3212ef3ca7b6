using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

internal static class Zlib
{
    /// <summary>Uncompresses to exactly what the output takes.</summary>
    /// <returns><see langword="false"/> if the bytes are corrupt, or hold less or more.</returns>
    public static bool Uncompress(ReadOnlyMemory<byte> packed, GrowingOutput output)
    {
        using var input = new MemoryStream(AsArray(packed, out int start), start, packed.Length, writable: false);
        using var stream = new ZLibStream(input, CompressionMode.Decompress);
        try
        {
            while (!output.IsFull)
            {
                int count = stream.Read(output.Free);
                if (count == 0)
                    return false;
                output.Advance(count);
            }

            return stream.ReadByte() < 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // The latter is what the base library makes of bytes that ask for a dictionary.
            return false;
        }
    }

    private static byte[] AsArray(ReadOnlyMemory<byte> bytes, out int start)
    {
        if (MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Array is not null)
        {
            start = segment.Offset;
            return segment.Array;
        }

        start = 0;
        return bytes.ToArray();
    }
}
