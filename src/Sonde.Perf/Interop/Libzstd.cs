using System.Runtime.InteropServices;

namespace Sonde.Perf;

/// <summary>What is needed of the system's zstd, which the base library has not.</summary>
internal static unsafe partial class Libzstd
{
    private const string Name = "libzstd.so.1";

    [LibraryImport(Name, EntryPoint = "ZSTD_createDStream")]
    internal static partial ZstdDecoderHandle CreateDecoder();

    [LibraryImport(Name, EntryPoint = "ZSTD_freeDStream")]
    internal static partial nuint FreeDecoder(nint decoder);

    [LibraryImport(Name, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Decompress(ZstdDecoderHandle decoder, Output* output, Input* input);

    [LibraryImport(Name, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(Name, EntryPoint = "ZSTD_getErrorName")]
    internal static partial byte* ErrorName(nuint code);

    /// <summary><c>ZSTD_inBuffer</c>.</summary>
    internal struct Input
    {
        internal byte* Source;
        internal nuint Size;
        internal nuint Position;
    }

    /// <summary><c>ZSTD_outBuffer</c>.</summary>
    internal struct Output
    {
        internal byte* Destination;
        internal nuint Size;
        internal nuint Position;
    }
}
