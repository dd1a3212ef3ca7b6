using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Symbols;

public sealed class DwarfSymbolsTests
{
    [Theory]
    [InlineData("inline")]
    [InlineData("inline-compressed-dwarf")]
    [InlineData("inline-compressed-dwarf-zstd")]
    [InlineData("inline-split-dwarf")]
    public void Functions_inlined_into_main_are_told_from_it(string fixture)
    {
        string program = Fixtures.Path("elf/" + fixture);
        using ElfFile file = ElfFile.Open(program);
        DwarfSymbols symbols = Open(file, new FilesBeside(program));
        HashSet<string> chains = [];
        Assert.True(file.Symbols.TryFind("main"u8, out ElfSymbol main));
        for (ulong address = main.Value; address < main.Value + main.Size; address++)
            chains.Add(string.Join(" < ", Find(symbols, address).Select(f => f.Function)));

        Assert.Empty(symbols.Problems);
        Assert.Contains("main", chains);
        Assert.Contains(chains, chain => chain.Split(" < ") is [_, .., "main"]);
    }

    [Fact]
    public void A_section_that_claims_more_than_the_limit_is_refused_with_the_reason()
    {
        using ElfFile file = ElfFile.Open(Fixtures.Path("elf/inline-compressed-dwarf"));
        Assert.False(DwarfSymbols.TryOpen(file, null, out _, out ElfUnavailable reason, sectionLimit: 10));
        Assert.Equal(ElfUnavailable.TooLarge, reason);
    }

    // Each by itself keeps the limit.
    [Fact]
    public void Compressed_sections_that_are_more_than_the_limit_together_are_refused_with_the_reason()
    {
        using ElfFile file = ElfFile.Open(Fixtures.Path("elf/inline-compressed-dwarf"));
        long[] sizes = [.. file.Sections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal))
            .Select(section => section.TryGetContent(out ReadOnlyMemory<byte> content, out _) ? (long)content.Length : 0)];
        Assert.True(DwarfSymbols.TryOpen(file, null, out DwarfSymbols? all, out _));
        Assert.True(file.Symbols.TryFind("main"u8, out ElfSymbol main));
        ulong address = main.Value;
        all.Find(address, new DwarfFrame[8]);
        Assert.Empty(all.Problems);
        Assert.InRange(all.SectionBytes, sizes.Max() + 1, long.MaxValue);
        bool isOpened = DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out ElfUnavailable reason, sectionLimit: sizes.Max());
        symbols?.Find(address, new DwarfFrame[8]);
        Assert.True(isOpened ? symbols!.Problems.Any(problem => problem.Kind == DwarfProblemKind.SectionUnavailable) : reason == ElfUnavailable.TooLarge);
    }

    // Its owner's 0x4580 counts from the start of the text segment, which is at 0x4000.
    [Fact]
    public void A_program_at_fixed_addresses_of_another_machine_is_read()
    {
        using ElfFile file = ElfFile.Open(Fixtures.Path("elf/issue-776-nonpie-aarch64"));
        Assert.Equal("func_74", Assert.Single(Find(Open(file), 0x4000 + 0x4580)).Function);
    }

    [Fact]
    public void A_warm_look_up_allocates_nothing()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5"));
        DwarfSymbols symbols = Open(file);
        ulong[] addresses = Addresses.Random(file, 2000);
        var frames = new DwarfFrame[64];
        int count = Walk();
        Walk();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int again = Walk();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(count, again);
        Assert.True(count > addresses.Length);

        int Walk()
        {
            int sum = 0;
            foreach (ulong address in addresses)
                sum += symbols.Find(address, frames);
            return sum;
        }
    }

    [Fact]
    public void Frames_without_room_are_counted()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5"));
        DwarfSymbols symbols = Open(file);
        ulong deep = Addresses.Random(file, 2000).First(a => Find(symbols, a).Length > 3);
        DwarfFrame[] all = Find(symbols, deep);
        var two = new DwarfFrame[2];
        Assert.Equal(all.Length, symbols.Find(deep, two));
        Assert.Equal(all[..2], two);
        Assert.Equal(all.Length, symbols.Find(deep, default));
        Assert.All(all[..^1], frame => Assert.True(frame.IsInlined));
        Assert.False(all[^1].IsInlined);
    }

    [Fact]
    public void The_start_of_a_function_is_the_value_of_its_symbol()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5"));
        DwarfSymbols symbols = Open(file);
        int checkedCount = 0;
        foreach (ElfSymbol symbol in file.Symbols)
        {
            if (symbol.Type != ElfSymbolType.Function || symbol.Size == 0 || symbol.Name.Contains(".cold", StringComparison.Ordinal)
                || Find(symbols, symbol.Value) is not { Length: > 0 } frames)
                continue;
            Assert.Equal((symbol.Name, symbol.Value), (symbol.Name, frames[^1].Start));
            checkedCount++;
        }

        Assert.True(checkedCount > 50);
    }

    [Fact]
    public void A_limit_of_memory_is_kept_and_changes_no_answer()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5"));
        DwarfSymbols free = Open(file), limited = Open(file);
        ulong[] addresses = Addresses.Random(file, 300);
        foreach (ulong address in addresses)
            Find(free, address);
        long limit = limited.MemoryLimit = free.MemoryUsed * 3 / 4;
        foreach (ulong address in addresses)
        {
            Assert.Equal(Find(free, address), Find(limited, address));
            Assert.True(limited.MemoryUsed <= limit, $"{limited.MemoryUsed} of {limit}");
        }

        free.Release();
        Assert.Equal(0, free.MemoryUsed);
        Assert.Equal(Find(limited, addresses[0]), Find(free, addresses[0]));
    }

    [Fact]
    public void Without_its_split_files_a_program_has_lines_and_a_problem()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5 -gsplit-dwarf"));
        DwarfSymbols symbols = Open(file);
        DwarfFrame frame = Assert.Single(Find(symbols, Addresses.Random(file, 1)[0]));
        Assert.Null(frame.Function);
        Assert.NotNull(frame.File);
        Assert.True(frame.Line > 0);
        DwarfProblem problem = Assert.Single(symbols.Problems);
        Assert.Equal(DwarfProblemKind.SplitFileMissing, problem.Kind);
        Assert.Contains(".dwo with the id", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_file_of_another_build_is_not_used()
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5 -gsplit-dwarf"));
        string other = NativeProgram.Build("clang -gdwarf-5 -gsplit-dwarf");
        DwarfSymbols symbols = Open(file, new OtherSplitFiles(Path.GetDirectoryName(other)!));
        Assert.Null(Assert.Single(Find(symbols, Addresses.Random(file, 1)[0])).Function);
        Assert.Equal(DwarfProblemKind.SplitFileMissing, Assert.Single(symbols.Problems).Kind);
    }

    [Fact]
    public void Split_files_are_asked_for_once()
    {
        string program = NativeProgram.Build("gcc -gdwarf-5 -gsplit-dwarf");
        using ElfFile file = ElfFile.Open(program);
        var host = new FilesBeside(program);
        DwarfSymbols symbols = Open(file, host);
        foreach (ulong address in Addresses.Random(file, 1000))
            Find(symbols, address);
        Assert.Equal(3, host.Asked); // The package, and one for each of two units.
    }

    [Theory]
    [InlineData("-gdwarf-2 -gstrict-dwarf")]
    [InlineData("-gdwarf-3 -gstrict-dwarf")]
    [InlineData("-gdwarf-5 -gdwarf64")]
    [InlineData("-gdwarf-4 -fdebug-types-section -ffunction-sections -Wl,--gc-sections")]
    public void Older_and_wider_forms_name_the_same_functions(string options)
    {
        using ElfFile file = ElfFile.Open(NativeProgram.Build("gcc " + options));
        DwarfSymbols symbols = Open(file);
        int named = 0, lines = 0;
        foreach (ulong address in Addresses.Random(file, 5000))
        {
            DwarfFrame[] frames = Find(symbols, address);
            named += frames.Length > 0 && frames[^1].Function is not null ? 1 : 0;
            lines += frames.Length > 0 && frames[0].Line > 0 ? 1 : 0;
        }

        Assert.Empty(symbols.Problems);
        // What the start files of the C library bring has none.
        Assert.InRange(named, 4900, 5000);
        Assert.InRange(lines, 4900, 5000);
    }

    [Fact]
    public void A_file_without_debugging_information_says_so()
    {
        using ElfFile file = ElfFile.Open(Libc.Path);
        Assert.False(DwarfSymbols.TryOpen(file, null, out _, out ElfUnavailable reason));
        Assert.Equal(ElfUnavailable.NoSection, reason);
    }

    private static DwarfSymbols Open(ElfFile file, DwarfFiles? host = null)
    {
        Assert.True(DwarfSymbols.TryOpen(file, host, out DwarfSymbols? symbols, out ElfUnavailable reason), $"{reason}");
        return symbols;
    }

    private static DwarfFrame[] Find(DwarfSymbols symbols, ulong address)
    {
        var frames = new DwarfFrame[64];
        int count = symbols.Find(address, frames);
        return frames[..count];
    }

    private sealed class OtherSplitFiles(string folder) : DwarfFiles
    {
        public override ElfFile? OpenSplit(string? compilationFolder, string name, ulong id) =>
            ElfFile.Open(Path.Combine(folder, Path.GetFileName(name)));
    }
}
