namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Line programs written by hand, with what compilers for x86-64 never or seldom write.</summary>
public sealed class LineProgramTests : IDisposable
{
    private const string Folder = "./build";

    // Opcodes from 13 on: the line goes on by one and the address by as many instructions.
    private static string Special(int instructions) => $".byte {13 + 2 + (4 * instructions)}";

    private const string Copy = ".byte 1";
    private const string NextLine = ".byte 3, 1";
    private const string ConstantAddPc = ".byte 8";
    private const string EndSequence = ".byte 0, 1, 1";

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-lines-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Addresses_go_on_by_the_smallest_instruction_but_where_the_program_gives_bytes()
    {
        string[] lines = Read(FilesOf4, minInstruction: 4, maxOperations: 1,
            SetAddress(0), Copy, Special(1),
            AdvancePc(2), NextLine, Copy,
            ConstantAddPc, NextLine, Copy,
            FixedAdvancePc(3), NextLine, Copy,
            AdvancePc(1), EndSequence);
        Assert.Equal(["1", "2", "3", "4", "5", ""], LinesAt(lines, 0, 4, 12, 252, 255, 259));
        Assert.Equal(["1", "2", "3", "4", "5"], LinesAt(lines, 3, 11, 251, 254, 258));
    }

    [Fact]
    public void Operations_of_one_instruction_have_its_address()
    {
        string[] lines = Read(FilesOf4, minInstruction: 8, maxOperations: 4,
            SetAddress(0), Copy, Special(3), Special(2),
            AdvancePc(4), NextLine, Copy,
            AdvancePc(8), EndSequence);
        Assert.Equal(["2", "2", "3", "3", "4", "4", ""], LinesAt(lines, 0, 7, 8, 15, 16, 31, 32));
    }

    [Fact]
    public void A_sequence_begins_anew_and_has_nothing_behind_its_end()
    {
        string[] lines = Read(FilesOf4, minInstruction: 1, maxOperations: 1,
            SetAddress(0), SetFile(2), NextLine, Copy, AdvancePc(16), EndSequence,
            SetAddress(32), Copy, AdvancePc(16), EndSequence);
        Assert.Equal([$"{Folder}/b.c:2", "", $"{Folder}/inc/a.c:1", ""], [lines[15], lines[16], lines[32], lines[48]]);
    }

    [Fact]
    public void Rows_out_of_order_are_put_in_order()
    {
        string[] lines = Read(FilesOf4, minInstruction: 1, maxOperations: 1,
            SetAddress(16), Copy, SetAddress(0), NextLine, Copy, SetAddress(32), EndSequence);
        Assert.Equal(["2", "2", "1", "1", ""], LinesAt(lines, 0, 15, 16, 31, 32));
    }

    // From version 5 on numbers begin with 0, and folder 0 is the compiler's own.
    [Fact]
    public void Files_and_folders_of_version_5_are_counted_from_0()
    {
        string[] lines = Read(FilesOf5, minInstruction: 1, maxOperations: 1,
            SetAddress(0), SetFile(0), Copy, AdvancePc(16), SetFile(1), Copy, AdvancePc(16), EndSequence);
        Assert.Equal([$"{Folder}/a.c:1", $"{Folder}/inc/b.c:1"], [lines[0], lines[16]]);
    }

    private const string FilesOf4 = """
        .asciz "inc"
        .byte 0
        .asciz "a.c"
        .uleb128 1, 0, 0
        .asciz "b.c"
        .uleb128 0, 0, 0
        .byte 0
        """;

    // A path as text in place, and a folder in one byte.
    private const string FilesOf5 = $"""
        .byte 1, 1, 8, 2
        .asciz "{Folder}"
        .asciz "inc"
        .byte 2, 1, 8, 2, 0x0b, 2
        .asciz "a.c"
        .byte 0
        .asciz "b.c"
        .byte 1
        """;

    private static string SetAddress(int offset) => $".byte 0, 9, 2\n.quad f + {offset}";

    private static string AdvancePc(int instructions) => $".byte 2, {instructions}";

    private static string SetFile(int file) => $".byte 4, {file}";

    private static string FixedAdvancePc(int bytes) => $".byte 9\n.value {bytes}";

    private static string[] LinesAt(string[] lines, params int[] offsets) => [.. offsets.Select(offset => lines[offset][(lines[offset].IndexOf(':') + 1)..])];

    // FILE:LINE of each byte of the function.
    private string[] Read(string files, int minInstruction, int maxOperations, params string[] program)
    {
        bool isFive = files == FilesOf5;
        File.WriteAllText($"{_folder}/lines.s", $"""
            .text
            .globl f
            .type f, @function
            f: .zero 512
            .size f, 512
            .section .debug_abbrev,"",@progbits
            .uleb128 1, 0x11
            .byte 0
            .uleb128 0x1b, 0x08, 0x11, 0x01, 0x12, 0x07, 0x10, 0x17, 0, 0
            .byte 0
            .section .debug_info,"",@progbits
            .long .Lend - .Lstart
            .Lstart:
            .value 4
            .long 0
            .byte 8
            .uleb128 1
            .asciz "{Folder}"
            .quad f, 512
            .long 0
            .Lend:
            .section .debug_line,"",@progbits
            .long .Lprogram_end - .Lversion
            .Lversion:
            .value {(isFive ? 5 : 4)}
            {(isFive ? ".byte 8, 0" : "")}
            .long .Lprogram - .Lheader
            .Lheader:
            .byte {minInstruction}, {maxOperations}, 1, -1, 4, 13
            .byte 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1
            {files}
            .Lprogram:
            {string.Join('\n', program)}
            .Lprogram_end:

            """);
        Toolchain.Run(_folder, Toolchain.Gcc, "-shared", "-nostdlib", "-o", "lines.so", "lines.s");
        ElfFile file = ElfFile.Parse(File.ReadAllBytes($"{_folder}/lines.so"));
        Assert.True(file.Symbols.TryFind("f"u8, out ElfSymbol function));
        Assert.True(DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out _));
        var frames = new DwarfFrame[1];
        string[] lines = new string[512];
        for (int i = 0; i < lines.Length; i++)
            lines[i] = symbols.Find(function.Value + (ulong)i, frames) > 0 ? $"{frames[0].File}:{frames[0].Line}" : "";
        Assert.Empty(symbols.Problems);
        return lines;
    }
}
