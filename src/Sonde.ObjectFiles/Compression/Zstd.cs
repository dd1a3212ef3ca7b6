using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>The system's zstd, which the base library lacks.</summary>
internal static unsafe partial class Zstd
{
    private const string Name = "libzstd.so.1";

    /// <summary>Uncompresses to exactly what the output takes.</summary>
    /// <returns><see langword="false"/> if the bytes are corrupt, or hold less or more.</returns>
    /// <exception cref="DllNotFoundException">There is no such library.</exception>
    public static bool Uncompress(ReadOnlySpan<byte> packed, GrowingOutput output)
    {
        // A window larger than 128 MiB is refused by the library itself.
        nint stream = CreateStream();
        if (stream == 0)
            throw new InsufficientMemoryException();
        try
        {
            fixed (byte* start = packed)
            {
                var input = new Part { Bytes = start, Size = (nuint)packed.Length };
                byte none = 0;
                while (true)
                {
                    Span<byte> free = output.Free;
                    nuint before = input.Position, rest;
                    int count;
                    fixed (byte* target = free)
                    {
                        // What is too much comes only where there is room, or no room is asked for.
                        var part = new Part { Bytes = free.IsEmpty ? &none : target, Size = free.IsEmpty ? 1 : (nuint)free.Length };
                        rest = Uncompress(stream, &part, &input);
                        count = (int)part.Position;
                    }

                    if (IsError(rest) != 0 || count > free.Length)
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
        finally
        {
            _ = FreeStream(stream);
        }
    }

    [LibraryImport(Name, EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateStream();

    [LibraryImport(Name, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeStream(nint stream);

    [LibraryImport(Name, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint Uncompress(nint stream, Part* output, Part* input);

    [LibraryImport(Name, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint result);

    /// <summary>Of <c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c> alike.</summary>
    private struct Part
    {
        public byte* Bytes;
        public nuint Size;
        public nuint Position;
    }
}
