using System.Buffers.Binary;
using System.Text;

namespace Sonde.ObjectFiles.Tests;

/// <summary>The smallest ELF file that has a section with a name.</summary>
internal static class ElfWithSection
{
    private const int HeaderSize = 64;

    public static ElfFile Make(string name, byte[] content, ElfSectionFlags flags)
    {
        byte[] names = Encoding.ASCII.GetBytes($"\0{name}\0");
        int namesAt = HeaderSize + content.Length;
        int headers = namesAt + names.Length;
        byte[] image = new byte[headers + (3 * HeaderSize)];
        "\x7f\x45LF\x02\x01\x01"u8.CopyTo(image);
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(40), (ulong)headers);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(58), HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(60), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(62), 2);
        content.CopyTo(image, HeaderSize);
        names.CopyTo(image, namesAt);
        Write(image.AsSpan(headers + HeaderSize), name: 1, flags, HeaderSize, content.Length);
        Write(image.AsSpan(headers + (2 * HeaderSize)), name: 0, ElfSectionFlags.None, namesAt, names.Length);
        return ElfFile.Parse(image);
    }

    private static void Write(Span<byte> header, uint name, ElfSectionFlags flags, int offset, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, name);
        BinaryPrimitives.WriteUInt32LittleEndian(header.Slice(4), 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Slice(8), (ulong)flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Slice(24), (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header.Slice(32), (ulong)size);
    }
}
