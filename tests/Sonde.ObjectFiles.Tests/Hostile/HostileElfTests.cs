using System.Buffers.Binary;

namespace Sonde.ObjectFiles.Tests.Hostile;

public sealed class HostileElfTests
{
    private readonly byte[] _image = (byte[])Clang.Compile("rich").Clone();

    [Fact]
    public void Truncated_file_says_what_is_missing()
    {
        long end = BinaryPrimitives.ReadInt64LittleEndian(_image.AsSpan(40)) + 64 * BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(60));
        Refused(_image[..^100], $"file is truncated: section headers end at byte {end}, the file has {_image.Length - 100}");
    }

    [Fact]
    public void Section_headers_beyond_any_file_are_refused()
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_image.AsSpan(40), ulong.MaxValue - 63);
        Refused(_image, "beyond any file");
    }

    [Fact]
    public void Section_beyond_the_file_is_refused_when_its_bytes_are_read()
    {
        Header(1, 24, ulong.MaxValue);
        Header(1, 32, ulong.MaxValue);
        ElfFile elf = ElfFile.Parse(_image);
        var error = Assert.Throws<ElfFormatException>(() => elf.Sections[1].Data.Length);
        Assert.Contains("the bytes of section 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_may_overlap()
    {
        ulong place = BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(HeaderOffset(1) + 24));
        Header(3, 24, place);
        Header(4, 24, place);
        ElfFile elf = ElfFile.Parse(_image);
        Assert.All(elf.Sections, section => Assert.True(section.Data.Length >= 0));
    }

    [Fact]
    public void Count_of_sections_from_the_first_header_is_checked()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_image.AsSpan(60), 0);
        Header(0, 32, 0xfffffff0);
        Refused(_image, "section headers end at byte");
        Header(0, 32, ulong.MaxValue);
        Refused(_image, "it claims 18446744073709551615 sections");
    }

    [Fact]
    public void Names_without_an_end_are_refused()
    {
        ElfFile good = ElfFile.Parse(_image);
        ElfSection names = good.Sections[BinaryPrimitives.ReadUInt16LittleEndian(_image.AsSpan(62))];
        _image[(int)(names.Offset + names.Size) - 1] = 1;
        ElfFile elf = ElfFile.Parse(_image);
        Assert.Throws<ElfFormatException>(() => elf.TryGetSection(".BTF", out _));
    }

    [Fact]
    public void Other_classes_and_byte_orders_give_their_header_and_no_more()
    {
        ElfFile small = ElfFile.Parse(Clang.Compile("bare", "-target i386-linux-gnu"));
        Assert.Equal((ElfClass.Bits32, true, ElfMachine.X86), (small.Class, small.IsLittleEndian, small.Machine));
        Assert.Contains("32-bit", Assert.Throws<ElfFormatException>(() => small.Sections).Message, StringComparison.Ordinal);
        ElfFile big = ElfFile.Parse(Clang.Compile("bare", "-target bpfeb"));
        Assert.Equal((ElfClass.Bits64, false, ElfMachine.Bpf), (big.Class, big.IsLittleEndian, big.Machine));
        Assert.Contains("big-endian", Assert.Throws<ElfFormatException>(() => big.Segments).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh, and some more text after it to be long enough for a header")]
    public void Other_files_are_refused(string content) => Refused(System.Text.Encoding.UTF8.GetBytes(content), "not an ELF file");

    private static void Refused(byte[] image, string message) =>
        Assert.Contains(message, Assert.Throws<ElfFormatException>(() => ElfFile.Parse(image)).Message, StringComparison.Ordinal);

    private int HeaderOffset(int section) => (int)BinaryPrimitives.ReadUInt64LittleEndian(_image.AsSpan(40)) + section * 64;

    private void Header(int section, int field, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(_image.AsSpan(HeaderOffset(section) + field), value);
}
