namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>A thousand calls inlined in each other, each of whose entries has a name of 100,000 bytes.</summary>
public sealed class SharedTextTests : IDisposable
{
    private const int Depth = 1000;
    private const int NameLength = 100_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-texts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_that_many_entries_share_is_one_string()
    {
        DwarfFrame[] frames = Find(step: 0, out long allocated, out DwarfSymbols symbols);
        Assert.Equal(NameLength, frames[0].Function!.Length);
        Assert.All(frames, frame => Assert.Same(frames[0].Function, frame.Function));
        Assert.Empty(symbols.Problems);
        Assert.InRange(allocated, 0, 16 << 20);
    }

    [Fact]
    public void Names_that_are_the_ends_of_one_are_refused_when_they_are_far_more_than_it()
    {
        DwarfFrame[] frames = Find(step: 1, out long allocated, out DwarfSymbols symbols);
        Assert.InRange(frames.Count(frame => frame.Function is not null), 1, 16);
        Assert.Contains(symbols.Problems, problem => problem.Text.Contains("texts overlap", StringComparison.Ordinal));
        Assert.InRange(allocated, 0, 16 << 20);
    }

    private DwarfFrame[] Find(int step, out long allocated, out DwarfSymbols symbols)
    {
        File.WriteAllText($"{_folder}/texts.s", Source(step));
        Toolchain.Run(_folder, Toolchain.Gcc, "-shared", "-nostdlib", "-o", "texts.so", "texts.s");
        ElfFile file = ElfFile.Parse(File.ReadAllBytes($"{_folder}/texts.so"));
        Assert.True(file.Symbols.TryFind("f"u8, out ElfSymbol function));
        Assert.True(DwarfSymbols.TryOpen(file, null, out DwarfSymbols? opened, out _));
        symbols = opened;
        var frames = new DwarfFrame[Depth + 1];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(frames.Length, symbols.Find(function.Value + 8, frames));
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return frames;
    }

    // A unit, a function, and inlined calls: abbreviations 1, 2 and 3.
    private static string Source(int step) => $"""
        .text
        .globl f
        .type f, @function
        f: .zero 64
        .size f, 64
        .section .debug_abbrev,"",@progbits
        .uleb128 1, 0x11
        .byte 1
        .uleb128 0x11, 0x01, 0x12, 0x07, 0, 0
        .uleb128 2, 0x2e
        .byte 1
        .uleb128 0x03, 0x0e, 0x11, 0x01, 0x12, 0x07, 0, 0
        .uleb128 3, 0x1d
        .byte 1
        .uleb128 0x03, 0x0e, 0x11, 0x01, 0x12, 0x07, 0, 0
        .byte 0
        .section .debug_info,"",@progbits
        .long .Lend - .Lstart
        .Lstart:
        .value 5
        .byte 1, 8
        .long 0
        .uleb128 1
        .quad f, 64
        .uleb128 2
        .long 0
        .quad f, 64
        .set place, 0
        .rept {Depth}
        .uleb128 3
        .set place, place + {step}
        .long place
        .quad f, 64
        .endr
        .zero {Depth + 2}
        .Lend:
        .section .debug_str,"",@progbits
        .fill {NameLength}, 1, 0x61
        .byte 0

        """;
}
