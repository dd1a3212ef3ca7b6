using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>An ELF file: its header, sections, segments and symbols.</summary>
/// <remarks>
/// What <see cref="Parse"/> makes is a view: nothing is copied, and the image must stay valid and unchanged while the view is used.
/// The header of any ELF file can be read. Sections, segments and symbols are read from 64-bit little-endian files only; on others they
/// throw an <see cref="ElfFormatException"/>.
/// </remarks>
public sealed partial class ElfFile
{
    private const int IdentSize = 16;
    private const int HeaderSize = 64;

    // The longest array of bytes that the runtime makes.
    private const ulong MaxPart = 0x7fffffc7;

    private readonly ElfSource _source;

    private ElfFile(ElfSource source)
    {
        _source = source;
        ReadOnlySpan<byte> bytes = source.Read(0, (int)Math.Min(source.Length, HeaderSize)).Span;
        if (bytes.Length < IdentSize || !bytes.Slice(0, 4).SequenceEqual("\x7f\x45LF"u8))
            throw new ElfFormatException("not an ELF file: it does not start with 7F 45 4C 46");
        Class = (ElfClass)bytes[4];
        if (Class is not (ElfClass.Bits32 or ElfClass.Bits64))
            throw new ElfFormatException($"not a usable ELF file: its class byte is {bytes[4]}, known are 1 (32-bit) and 2 (64-bit)");
        if (bytes[5] is not (1 or 2))
            throw new ElfFormatException($"not a usable ELF file: its byte order is {bytes[5]}, known are 1 (little-endian) and 2 (big-endian)");
        IsLittleEndian = bytes[5] == 1;
        if (bytes.Length < 20)
            throw Truncated("the ELF header", Class == ElfClass.Bits64 ? HeaderSize : 52UL);
        Type = (ElfType)ReadUInt16(bytes, 16);
        Machine = (ElfMachine)ReadUInt16(bytes, 18);
        if (!IsReadable)
            return;
        if (bytes.Length < HeaderSize)
            throw Truncated("the ELF header", HeaderSize);
        EntryPoint = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(24));
        ReadSectionHeaderPlace(bytes);
        ReadSegmentHeaderPlace(bytes);
    }

    /// <summary>Word size of the file.</summary>
    public ElfClass Class { get; }

    /// <summary>Whether numbers in the file are little-endian.</summary>
    public bool IsLittleEndian { get; }

    /// <summary>What the file is for.</summary>
    public ElfType Type { get; }

    /// <summary>The instruction set.</summary>
    public ElfMachine Machine { get; }

    /// <summary>Address of the first instruction of an executable, or 0.</summary>
    public ulong EntryPoint { get; }

    /// <summary>The bytes of the whole file. Of a file that was opened they are read, anew with each call.</summary>
    /// <exception cref="ElfFormatException">The file is larger than 2 GiB.</exception>
    public ReadOnlyMemory<byte> Image => Bytes("the whole file", 0, (ulong)_source.Length);

    /// <summary>How many bytes the whole file has.</summary>
    internal long Length => _source.Length;

    private bool IsReadable => Class == ElfClass.Bits64 && IsLittleEndian;

    /// <summary>Reads the header and checks where the tables lie.</summary>
    /// <exception cref="ElfFormatException">The bytes are not ELF, or are cut short.</exception>
    public static ElfFile Parse(ReadOnlyMemory<byte> image) => new(new ElfMemorySource(image));

    private ushort ReadUInt16(ReadOnlySpan<byte> bytes, int offset) => IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(offset))
        : BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(offset));

    private void RequireReadable()
    {
        if (Class != ElfClass.Bits64)
            throw new ElfFormatException("this is a 32-bit ELF file; only 64-bit files can be read beyond their header");
        if (!IsLittleEndian)
            throw new ElfFormatException("this is a big-endian ELF file; only little-endian files can be read beyond their header");
    }

    private void RequireTable(string what, ulong offset, ulong count, ulong entrySize)
    {
        ulong length = (ulong)_source.Length;
        // count is at most 32 bits and entrySize 16, so the product cannot wrap.
        if (offset > length || count * entrySize > length - offset)
            throw Truncated(what, offset, count * entrySize);
    }

    internal ReadOnlyMemory<byte> Bytes(string what, ulong offset, ulong size)
    {
        RequireTable(what, offset, 1, 0);
        if (size > (ulong)_source.Length - offset)
            throw Truncated(what, offset, size);
        return size <= MaxPart ? _source.Read((long)offset, (int)size)
            : throw new ElfFormatException($"{what} have {size} bytes; at most {MaxPart} can be read");
    }

    private ElfFormatException Truncated(string what, ulong offset, ulong size) => offset > ulong.MaxValue - size
        ? new ElfFormatException($"file is corrupt: {what} start at byte {offset} and have {size} bytes, beyond any file")
        : Truncated(what, offset + size);

    private ElfFormatException Truncated(string what, ulong end) =>
        new($"file is truncated: {what} end at byte {end}, the file has {_source.Length}");
}
