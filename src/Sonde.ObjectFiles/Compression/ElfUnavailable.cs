namespace Sonde.ObjectFiles;

/// <summary>Why a section that is no corrupt one cannot be read.</summary>
public enum ElfUnavailable
{
    /// <summary>It can be read.</summary>
    None,

    /// <summary>The file has no such section.</summary>
    NoSection,

    /// <summary>It is compressed with zstd, and this machine has no <c>libzstd.so.1</c>.</summary>
    MissingZstd,

    /// <summary>It is compressed with xz, and this machine has no <c>liblzma.so.5</c>.</summary>
    MissingLzma,

    /// <summary>It is compressed in a way that is neither zlib nor zstd.</summary>
    UnknownCompression,

    /// <summary>It would be larger than the limit that the caller set.</summary>
    TooLarge,
}
