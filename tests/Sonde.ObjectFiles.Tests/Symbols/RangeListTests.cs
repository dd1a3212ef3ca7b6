namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Lists of ranges written by hand, with each kind of entry and with tables that do not begin where they usually do.</summary>
public sealed class RangeListTests : IDisposable
{
    private const string Code = """
        .text
        .globl f
        .type f, @function
        f: .zero 512
        .size f, 512

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-ranges-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The first entry of each table is another's: only its base says where the unit's own begin.
    [Fact]
    public void Each_kind_of_entry_of_version_5_is_read_from_where_the_bases_of_the_unit_say()
    {
        int[] starts = RangesOf("""
            .section .debug_abbrev,"",@progbits
            .uleb128 1, 0x11
            .byte 1
            .uleb128 0x11, 0x01, 0x55, 0x23, 0x73, 0x17, 0x74, 0x17, 0x72, 0x17, 0, 0
            .uleb128 2, 0x2e
            .byte 0
            .uleb128 0x03, 0x25, 0x55, 0x23, 0, 0
            .byte 0
            .section .debug_info,"",@progbits
            .long .Lend - .Lstart
            .Lstart:
            .value 5
            .byte 1, 8
            .long 0
            .uleb128 1
            .quad 0
            .uleb128 0
            .long 16, 16, 12
            .uleb128 2
            .byte 0
            .uleb128 0
            .byte 0
            .Lend:
            .section .debug_addr,"",@progbits
            .long 44
            .value 5
            .byte 8, 0
            .quad f + 480, f, f + 128, f + 192, f + 208
            .section .debug_str_offsets,"",@progbits
            .long 12
            .value 5, 0
            .long 0, 6
            .section .debug_str,"",@progbits
            .asciz "wrong"
            .asciz "g"
            .section .debug_rnglists,"",@progbits
            .long .Llists_end - .Llists
            .Llists:
            .value 5
            .byte 8, 0
            .long 2
            .long .Lwrong - .Loffsets
            .Loffsets:
            .long .Lright - .Loffsets
            .Lwrong:
            .byte 7
            .quad f + 448
            .uleb128 16
            .byte 0
            .Lright:
            .byte 1, 0, 4, 0, 16
            .byte 5
            .quad f + 64
            .byte 4, 0, 16
            .byte 3, 1, 16
            .byte 2, 2, 3
            .byte 6
            .quad f + 256, f + 272
            .byte 7
            .quad f + 320
            .uleb128 16
            .byte 5
            .quad -1
            .byte 4
            .uleb128 0x10000 + 384 + 1, 0x10000 + 400 + 1
            .byte 0
            .Llists_end:

            """);
        Assert.Equal([0, 64, 128, 192, 256, 320], starts);
    }

    [Fact]
    public void A_list_of_version_4_counts_from_the_unit_and_then_from_the_bases_in_it()
    {
        int[] starts = RangesOf("""
            .section .debug_abbrev,"",@progbits
            .uleb128 1, 0x11
            .byte 1
            .uleb128 0x11, 0x01, 0x55, 0x17, 0, 0
            .uleb128 2, 0x2e
            .byte 0
            .uleb128 0x03, 0x08, 0x55, 0x17, 0, 0
            .byte 0
            .section .debug_info,"",@progbits
            .long .Lend - .Lstart
            .Lstart:
            .value 4
            .long 0
            .byte 8
            .uleb128 1
            .quad f
            .long 0
            .uleb128 2
            .asciz "g"
            .long 0
            .byte 0
            .Lend:
            .section .debug_ranges,"",@progbits
            .quad 0, 16, 64, 80, -1, f + 128, 0, 16, 0, 0

            """);
        Assert.Equal([0, 64, 128], starts);
    }

    // Where the function begins in each piece of 64 bytes; each has 16.
    private int[] RangesOf(string sections)
    {
        File.WriteAllText($"{_folder}/ranges.s", Code + sections);
        Toolchain.Run(_folder, Toolchain.Gcc, "-shared", "-nostdlib", "-Wl,-Ttext=0x10000", "-o", "ranges.so", "ranges.s");
        ElfFile file = ElfFile.Parse(File.ReadAllBytes($"{_folder}/ranges.so"));
        Assert.True(file.Symbols.TryFind("f"u8, out ElfSymbol function));
        Assert.Equal(0x10000ul, function.Value);
        Assert.True(DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out _));
        var frames = new DwarfFrame[1];
        bool[] named = new bool[512];
        for (int i = 0; i < named.Length; i++)
        {
            named[i] = symbols.Find(0x10000 + (ulong)i, frames) > 0;
            Assert.True(!named[i] || frames[0].Function == "g");
        }

        Assert.Empty(symbols.Problems);
        int[] starts = [.. Enumerable.Range(0, 512).Where(i => named[i] && (i == 0 || !named[i - 1]))];
        Assert.Equal(16 * starts.Length, named.Count(each => each));
        return starts;
    }
}
