using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Broken files are read as far as they can be, or refused; time and memory stay in proportion.</summary>
public sealed class HostileSymbolsTests
{
    private static readonly HostileInput Dwarf = new("DWARF", typeof(ElfFormatException), typeof(DwarfFormatException));
    private static readonly HostileInput Packed = new("compressed section", typeof(ElfFormatException));

    private static readonly byte[] Five = Library("gcc", "-gdwarf-5");
    private static readonly byte[] Four = Library("clang", "-gdwarf-4");
    private static readonly byte[] FivePacked = Library("gcc", "-gdwarf-5", "-Wl,--compress-debug-sections=zlib");

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 4)]
    public void Changed_files_are_read_or_refused(int seed, int version) => Dwarf.Mutate(seed, version == 5 ? Five : Four, Read);

    [Theory]
    [InlineData(3, ".debug_info", 5)]
    [InlineData(4, ".debug_info", 4)]
    [InlineData(5, ".debug_abbrev", 5)]
    [InlineData(6, ".debug_rnglists", 5)]
    [InlineData(7, ".debug_aranges", 5)]
    [InlineData(8, ".debug_str", 4)]
    [InlineData(9, ".debug_line", 5)]
    [InlineData(10, ".debug_line", 4)]
    public void Changed_debugging_information_is_read_or_refused(int seed, string section, int version) =>
        Mutate(version == 5 ? Five : Four, section, seed);

    [Theory]
    [InlineData(11, ".debug_info")]
    [InlineData(12, ".debug_line")]
    public void Changed_compressed_sections_are_read_or_refused(int seed, string section) => Mutate(FivePacked, section, seed);

    [Theory]
    [InlineData(13, 1)]
    [InlineData(14, 2)]
    public void Changed_compressed_bytes_are_uncompressed_or_refused(int seed, uint kind)
    {
        byte[] content = Five.AsSpan(0, 4096).ToArray();
        Packed.Mutate(seed, kind == 1 ? CompressedSectionTests.Zlib(content) : CompressedSectionTests.Zstd(content), bytes =>
        {
            if (CompressedSectionTests.Section(bytes.ToArray(), kind, 4096).TryGetContent(out ReadOnlyMemory<byte> unpacked, out _))
                Assert.Equal(4096, unpacked.Length);
        });
    }

    [Fact]
    public void Truncated_files_are_read_or_refused() => Dwarf.Truncate(Five, Read);

    [Fact]
    public void The_unbroken_files_are_read_whole()
    {
        foreach (byte[] image in (byte[][])[Five, Four, FivePacked])
        {
            Assert.True(DwarfSymbols.TryOpen(ElfFile.Parse(image), null, out DwarfSymbols? symbols, out _));
            Assert.True(ElfFile.Parse(image).Symbols.TryFind("sum"u8, out ElfSymbol sum));
            var frames = new DwarfFrame[8];
            ulong start = sum.Value;
            Assert.Contains(Enumerable.Range(0, (int)sum.Size), at => symbols.Find(start + (uint)at, frames) == 3
                && frames[0] is { Function: "clamp", Line: 4 } && frames[1].Function == "twice" && frames[2].Function == "sum");
            Assert.Empty(symbols.Problems);
        }
    }

    private static void Mutate(byte[] image, string section, int seed)
    {
        Assert.True(ElfFile.Parse(image).TryGetSection(section, out ElfSection? changed));
        Dwarf.Mutate(seed, image, Read, (int)changed.Offset..(int)(changed.Offset + changed.Size));
    }

    private static void Read(ReadOnlyMemory<byte> bytes)
    {
        ElfFile file = ElfFile.Parse(bytes);
        if (!DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out _, sectionLimit: 1 << 16))
            return;
        var frames = new DwarfFrame[8];
        for (ulong address = 0x1000; address < 0x1200; address += 4)
            symbols.Find(address, frames);
        Assert.All(symbols.Problems, problem => Assert.DoesNotContain('\n', problem.Text));
    }

    private static byte[] Library(string compiler, params string[] options)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-tiny-").FullName;
        try
        {
            Toolchain.Run(
                folder,
                compiler == "gcc" ? Toolchain.Gcc : Toolchain.Clang,
                ["-x", "c", "-O2", "-shared", "-fPIC", "-nostdlib", .. options, Path.Combine(AppContext.BaseDirectory, "Symbols/Sources/tiny.c"), "-o", "tiny.so"]);
            return File.ReadAllBytes(Path.Combine(folder, "tiny.so"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
