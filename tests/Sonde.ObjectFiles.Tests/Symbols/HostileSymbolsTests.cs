using Sonde.ObjectFiles.Tests.Hostile;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Broken files are read as far as they can be, or refused; time and memory stay in proportion.</summary>
public sealed class HostileSymbolsTests
{
    private const int Timeout = 60_000;

    private static readonly byte[] Five = Library("gcc", "-gdwarf-5");
    private static readonly byte[] Four = Library("clang", "-gdwarf-4");
    private static readonly byte[] Packed = Library("gcc", "-gdwarf-5", "-Wl,--compress-debug-sections=zlib");

    [Theory(Timeout = Timeout)]
    [InlineData(1, 5)]
    [InlineData(2, 4)]
    public Task Changed_files_are_read_or_refused(int seed, int version) =>
        Task.Run(() => Mutations.Flip(version == 5 ? Five : Four, seed, 10_000, Read));

    [Theory(Timeout = Timeout)]
    [InlineData(3, ".debug_info", 5)]
    [InlineData(4, ".debug_info", 4)]
    [InlineData(5, ".debug_abbrev", 5)]
    [InlineData(6, ".debug_rnglists", 5)]
    [InlineData(7, ".debug_aranges", 5)]
    [InlineData(8, ".debug_str", 4)]
    public Task Changed_debugging_information_is_read_or_refused(int seed, string section, int version) =>
        Task.Run(() => Flip(version == 5 ? Five : Four, section, seed, 5000));

    [Theory(Timeout = Timeout)]
    [InlineData(9, 5)]
    [InlineData(10, 4)]
    public Task Changed_line_programs_are_read_or_refused(int seed, int version) =>
        Task.Run(() => Flip(version == 5 ? Five : Four, ".debug_line", seed, 10_000));

    [Theory(Timeout = Timeout)]
    [InlineData(11, ".debug_info")]
    [InlineData(12, ".debug_line")]
    public Task Changed_compressed_sections_are_read_or_refused(int seed, string section) =>
        Task.Run(() => Flip(Packed, section, seed, 5000));

    [Theory(Timeout = Timeout)]
    [InlineData(13, 1)]
    [InlineData(14, 2)]
    public Task Changed_compressed_bytes_are_uncompressed_or_refused(int seed, uint kind)
    {
        byte[] content = Five.AsSpan(0, 4096).ToArray();
        byte[] packed = kind == 1 ? CompressedSectionTests.Zlib(content) : CompressedSectionTests.Zstd(content);
        return Task.Run(() => Mutations.Flip(packed, seed, 5000, bytes =>
        {
            if (CompressedSectionTests.Section(bytes.ToArray(), kind, 4096).TryGetContent(out ReadOnlyMemory<byte> unpacked, out _))
                Assert.Equal(4096, unpacked.Length);
        }));
    }

    [Fact(Timeout = Timeout)]
    public Task Truncated_files_are_read_or_refused() => Task.Run(() => Mutations.Truncate(Five, Read));

    [Fact]
    public void The_unbroken_files_are_read_whole()
    {
        foreach (byte[] image in (byte[][])[Five, Four, Packed])
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

    private static void Flip(byte[] image, string section, int seed, int rounds)
    {
        Assert.True(ElfFile.Parse(image).TryGetSection(section, out ElfSection? changed));
        Mutations.Flip(image, (int)changed.Offset..(int)(changed.Offset + changed.Size), seed, rounds, Read);
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
