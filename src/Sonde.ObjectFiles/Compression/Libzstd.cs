using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>What is needed of the system's zstd, which the base library lacks.</summary>
/// <remarks>Sonde.Perf compiles it too.</remarks>
internal static unsafe partial class Libzstd
{
    private const string Name = "libzstd.so.1";

    [LibraryImport(Name, EntryPoint = "ZSTD_createDStream")]
    internal static partial ZstdDecoderHandle CreateDecoder();

    [LibraryImport(Name, EntryPoint = "ZSTD_freeDStream")]
    internal static partial nuint FreeDecoder(nint decoder);

    [LibraryImport(Name, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Decompress(ZstdDecoderHandle decoder, Part* output, Part* input);

    [LibraryImport(Name, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(Name, EntryPoint = "ZSTD_getErrorName")]
    internal static partial byte* ErrorName(nuint code);

    /// <summary>Of <c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c> alike.</summary>
    internal struct Part
    {
        internal byte* Bytes;
        internal nuint Size;
        internal nuint Position;
    }
}
