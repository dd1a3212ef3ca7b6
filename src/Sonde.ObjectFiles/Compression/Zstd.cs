namespace Sonde.ObjectFiles;

/// <summary>Uncompresses what is one zstd stream.</summary>
internal static unsafe class Zstd
{
    /// <summary>Uncompresses to exactly what the output takes.</summary>
    /// <returns><see langword="false"/> if the bytes are corrupt, or hold less or more.</returns>
    /// <exception cref="DllNotFoundException">There is no such library.</exception>
    public static bool Uncompress(ReadOnlySpan<byte> packed, GrowingOutput output)
    {
        // A window larger than 128 MiB is refused by the library itself.
        using ZstdDecoderHandle decoder = Libzstd.CreateDecoder();
        if (decoder.IsInvalid)
            throw new InsufficientMemoryException();
        fixed (byte* start = packed)
        {
            var input = new Libzstd.Part { Bytes = start, Size = (nuint)packed.Length };
            byte none = 0;
            while (true)
            {
                Span<byte> free = output.Free;
                nuint before = input.Position, rest;
                int count;
                fixed (byte* target = free)
                {
                    // What is too much comes only where there is room, or no room is asked for.
                    var part = new Libzstd.Part { Bytes = free.IsEmpty ? &none : target, Size = free.IsEmpty ? 1 : (nuint)free.Length };
                    rest = Libzstd.Decompress(decoder, &part, &input);
                    count = (int)part.Position;
                }

                if (Libzstd.IsError(rest) != 0 || count > free.Length)
                    return false;
                output.Advance(count);
                bool isAtEnd = input.Position == input.Size;
                if (rest == 0 && isAtEnd)
                    return output.IsFull;
                if (count == 0 && input.Position == before)
                    return false;
            }
        }
    }
}
