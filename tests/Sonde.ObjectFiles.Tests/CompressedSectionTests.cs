using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests;

public sealed class CompressedSectionTests
{
    [Theory]
    [InlineData("inline-compressed-dwarf")]
    [InlineData("inline-compressed-dwarf-zstd")]
    public void Compressed_sections_hold_what_the_plain_ones_do(string fixture)
    {
        ElfFile plain = ElfFile.Parse(Fixtures.Read("elf/inline"));
        ElfFile packed = ElfFile.Parse(Fixtures.Read("elf/" + fixture));
        Assert.True(plain.TryGetSection(".debug_abbrev", out ElfSection? expected));
        Assert.True(packed.TryGetSection(".debug_abbrev", out ElfSection? section));
        Assert.Equal(ElfSectionFlags.Compressed, section.Flags & ElfSectionFlags.Compressed);
        Assert.True(section.TryGetContent(out ReadOnlyMemory<byte> content, out _));
        Assert.True(expected.Data.Span.SequenceEqual(content.Span));
    }

    // 64 KiB that uncompress to 64 MiB of zeros.
    [Fact]
    public void A_bomb_is_refused_before_it_goes_off()
    {
        ElfFile file = ElfFile.Parse(Fixtures.Read("elf/inline-big-fake-compressed-dwarf"));
        Assert.True(file.TryGetSection(".debug_info", out ElfSection? section));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(section.TryGetContent(out ReadOnlyMemory<byte> content, out ElfUnavailable reason, limit: (64 << 20) - 1));
        Assert.Equal((ElfUnavailable.TooLarge, 0), (reason, content.Length));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 10);
        Assert.True(section.TryGetContent(out content, out _));
        Assert.Equal(64 << 20, content.Length);
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(1, 1)]
    [InlineData(2, -1)]
    [InlineData(2, 1)]
    public void Less_or_more_than_the_header_says_is_refused(uint kind, int difference)
    {
        byte[] content = new byte[100_000];
        ElfSection section = Section(kind == 1 ? Zlib(content) : Zstd(content), kind, (ulong)(content.Length + difference));
        string message = Assert.Throws<ElfFormatException>(() => section.TryGetContent(out _, out _)).Message;
        Assert.EndsWith($"it does not uncompress to the {content.Length + difference} bytes of its header", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_of_a_header_takes_no_memory()
    {
        ElfSection section = Section(Zlib(new byte[1000]), kind: 1, 1 << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ElfFormatException>(() => section.TryGetContent(out _, out _));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Another_compression_is_a_reason()
    {
        ElfSection section = Section(Zlib([1]), kind: 3, 1);
        Assert.False(section.TryGetContent(out _, out ElfUnavailable reason));
        Assert.Equal(ElfUnavailable.UnknownCompression, reason);
    }

    [Fact]
    public void A_carried_file_is_opened()
    {
        byte[] carried = Clang.Compile("bare");
        ElfFile file = Carrier(Xz(carried));
        Assert.True(file.TryOpenMiniDebugInfo(out ElfFile? opened, out _));
        Assert.True(opened.Image.Span.SequenceEqual(carried));
        Assert.False(file.TryOpenMiniDebugInfo(out _, out ElfUnavailable reason, limit: carried.Length - 1));
        Assert.Equal(ElfUnavailable.TooLarge, reason);
        Assert.False(ElfFile.Parse(carried).TryOpenMiniDebugInfo(out _, out reason));
        Assert.Equal(ElfUnavailable.NoSection, reason);
    }

    [Fact]
    public void A_carried_file_that_is_cut_short_is_refused()
    {
        byte[] packed = Xz(Clang.Compile("bare"));
        ElfFile file = Carrier(packed[..^20]);
        Assert.Contains("does not uncompress", Assert.Throws<ElfFormatException>(() => file.TryOpenMiniDebugInfo(out _, out _)).Message, StringComparison.Ordinal);
    }

    internal static byte[] Zlib(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Optimal))
            stream.Write(content);
        return packed.ToArray();
    }

    internal static ElfSection Section(byte[] packed, uint kind, ulong size)
    {
        byte[] bytes = new byte[24 + packed.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, kind);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), size);
        packed.CopyTo(bytes, 24);
        Assert.True(ElfWithSection.Make(".debug_info", bytes, ElfSectionFlags.Compressed).TryGetSection(".debug_info", out ElfSection? section));
        return section;
    }

    private static ElfFile Carrier(byte[] packed) => ElfWithSection.Make(".gnu_debugdata", packed, ElfSectionFlags.None);

    internal static byte[] Zstd(byte[] content)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-zstd-").FullName;
        try
        {
            // A section of its own in an object file is the one way to zstd that needs no other tool.
            string source = Path.Combine(folder, "content"), packed = Path.Combine(folder, "packed");
            File.WriteAllBytes(source, content);
            Symbols.Toolchain.Run(
                folder, Symbols.Toolchain.Objcopy, "-I", "binary", "-O", "elf64-x86-64", "--rename-section", ".data=.debug_info,readonly,debug", source, packed);
            Symbols.Toolchain.Run(folder, Symbols.Toolchain.Objcopy, "--compress-debug-sections=zstd", packed);
            Assert.True(ElfFile.Parse(File.ReadAllBytes(packed)).TryGetSection(".debug_info", out ElfSection? section));
            Assert.Equal(ElfSectionFlags.Compressed, section.Flags & ElfSectionFlags.Compressed);
            return section.Data.Slice(24).ToArray();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Xz(byte[] content)
    {
        using Process xz = Process.Start(new ProcessStartInfo("xz", ["-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task writing = Task.Run(() =>
        {
            xz.StandardInput.BaseStream.Write(content);
            xz.StandardInput.Close();
        });
        using var packed = new MemoryStream();
        xz.StandardOutput.BaseStream.CopyTo(packed);
        writing.Wait();
        xz.WaitForExit();
        return packed.ToArray();
    }
}
