using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <content>Compressed sections.</content>
public sealed partial class ElfSection
{
    /// <summary>The limit of uncompressed sections where the caller sets none: 1 GiB.</summary>
    public const long DefaultContentLimit = 1L << 30;

    private const int CompressionHeaderSize = 24;
    private const int OldHeaderSize = 12;
    private const uint ELFCOMPRESS_ZLIB = 1;
    private const uint ELFCOMPRESS_ZSTD = 2;

    /// <summary>
    /// Its bytes as its user means them: of a compressed section (<c>SHF_COMPRESSED</c>, or a name that begins with <c>.zdebug</c>) the
    /// uncompressed ones, in new memory with each call; of others <see cref="Data"/>.
    /// </summary>
    /// <param name="content">The bytes; empty where the result is <see langword="false"/>.</param>
    /// <param name="reason">Why they cannot be had.</param>
    /// <param name="limit">The most bytes that a compressed section may grow to.</param>
    /// <exception cref="ElfFormatException">The bytes lie outside the file, or do not uncompress to what their header says.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public bool TryGetContent(out ReadOnlyMemory<byte> content, out ElfUnavailable reason, long limit = DefaultContentLimit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        reason = ReadContent(limit, out content);
        return reason == ElfUnavailable.None;
    }

    private ReadOnlySpan<byte> NameUtf8 => _file.SectionNames.Get(_nameOffset);

    private ElfUnavailable ReadContent(long limit, out ReadOnlyMemory<byte> content)
    {
        if ((Flags & ElfSectionFlags.Compressed) != 0)
            return ReadCompressed(limit, out content);
        content = Data;
        if (!NameUtf8.StartsWith(".zdebug"u8) || !content.Span.StartsWith("ZLIB"u8))
            return ElfUnavailable.None;
        if (content.Length < OldHeaderSize)
            throw Corrupt("its compression header is cut short");
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(content.Span.Slice(4));
        return Uncompress(ELFCOMPRESS_ZLIB, content.Slice(OldHeaderSize), size, limit, out content);
    }

    private ElfUnavailable ReadCompressed(long limit, out ReadOnlyMemory<byte> content)
    {
        content = Data;
        if (content.Length < CompressionHeaderSize)
            throw Corrupt("its compression header is cut short");
        uint kind = BinaryPrimitives.ReadUInt32LittleEndian(content.Span);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(content.Span.Slice(8));
        return Uncompress(kind, content.Slice(CompressionHeaderSize), size, limit, out content);
    }

    private ElfUnavailable Uncompress(uint kind, ReadOnlyMemory<byte> packed, ulong size, long limit, out ReadOnlyMemory<byte> content)
    {
        content = default;
        if (kind is not (ELFCOMPRESS_ZLIB or ELFCOMPRESS_ZSTD))
            return ElfUnavailable.UnknownCompression;
        if (size > (ulong)Math.Min(limit, Array.MaxLength))
            return ElfUnavailable.TooLarge;
        var output = new GrowingOutput((int)size, packed.Length);
        try
        {
            bool whole = kind == ELFCOMPRESS_ZLIB ? Zlib.Uncompress(packed, output) : Zstd.Uncompress(packed.Span, output);
            if (!whole)
                throw Corrupt($"it does not uncompress to the {size} bytes of its header");
        }
        catch (DllNotFoundException)
        {
            return ElfUnavailable.MissingZstd;
        }

        content = output.Bytes;
        return ElfUnavailable.None;
    }

    private ElfFormatException Corrupt(string what) => new($"section {Index} is corrupt: {what}");
}
