using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Frames;

public sealed class FrameTableTests(ITestOutputHelper output)
{
    private static readonly string[] X64Names =
    [
        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "ra",
    ];

    private static readonly string[] Arm64Names = [.. Enumerable.Range(0, 30).Select(number => $"x{number}"), "ra", "sp"];

    [Theory]
    [InlineData("libc.so.6")]
    [InlineData("libstdc++.so.6")]
    [InlineData("libgcc_s.so.1")]
    [InlineData("ld-linux-x86-64.so.2")]
    public void Rows_are_those_of_readelf(string library) => Compare(Path.Combine(Path.GetDirectoryName(Libc.Path)!, library), 500);

    [Fact]
    public void Rows_of_arm64_are_those_of_readelf() => Compare(Fixtures.Path("elf/issue-776-nonpie-aarch64"), 50);

    [Fact]
    public void Rows_of_debug_frame_are_those_of_readelf()
    {
        using var program = new SmallProgram("-g", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-Wl,--no-eh-frame-hdr", "-nostartfiles");
        Assert.True(ElfFile.Parse(File.ReadAllBytes(program.Path)).TryGetSection(".debug_frame", out _));
        Compare(program.Path, 10);
    }

    [Fact]
    public void A_file_without_sections_has_the_same_rows_by_its_search_table()
    {
        byte[] image = File.ReadAllBytes(Libc.Path);
        Assert.True(FrameTable.TryRead(ElfFile.Parse(image), out FrameTable? whole));
        // e_shoff, e_shnum and e_shstrndx.
        image.AsSpan(40, 8).Clear();
        image.AsSpan(60, 4).Clear();
        Assert.True(FrameTable.TryRead(ElfFile.Parse(image), out FrameTable? stripped));
        Assert.Equal(whole.RowCount, stripped.RowCount);
        foreach (ReadelfFrames.Row row in ReadelfFrames.Read(Libc.Path))
        {
            Assert.True(whole.TryFind(row.Address, out FrameRule left) && stripped.TryFind(row.Address, out FrameRule right) && Text(whole, left) == Text(stripped, right));
        }
    }

    [Fact]
    public void Of_a_file_without_sections_only_the_segments_with_the_tables_are_read()
    {
        string path = Path.GetTempFileName();
        try
        {
            byte[] image = File.ReadAllBytes(Libc.Path);
            image.AsSpan(40, 8).Clear();
            image.AsSpan(60, 4).Clear();
            File.WriteAllBytes(path, image);
            using (FileStream longer = File.OpenWrite(path))
                longer.SetLength(256 << 20);
            using ElfFile file = ElfFile.Open(path);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.False(FrameSources.Of(file).IsEmpty);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, image.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Between_functions_and_outside_of_them_there_is_no_rule()
    {
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0e, 16).Add(0x1020, 0x10, 0x0e, 24).Build();
        Assert.True(table.TryFind(0x100f, out FrameRule rule) && Text(table, rule) == "rsp+16 ra=c-8");
        Assert.True(table.TryFind(0x1020, out rule) && Text(table, rule) == "rsp+24 ra=c-8");
        foreach (ulong address in (ulong[])[0, 0xfff, 0x1010, 0x101f, 0x1030, ulong.MaxValue])
            Assert.False(table.TryFind(address, out _));
    }

    [Fact]
    public void Every_instruction_changes_the_row_as_the_standard_says()
    {
        FrameTable table = new FrameSectionBuilder().Add(
            0x1000, 0x100,
            0x41, 0x0c, 6, 32, // advance_loc 1, def_cfa rbp+32
            0x02, 2, 0x83, 3, // advance_loc1 2, offset rbx c-24
            0x03, 4, 0, 0x0a, 0x0e, 64, 0x08, 3, // advance_loc2 4, remember_state, def_cfa_offset 64, same_value rbx
            0x04, 8, 0, 0, 0, 0x0b, // advance_loc4 8, restore_state
            0x41, 0x0d, 7, 0x09, 12, 13, // def_cfa_register rsp, register r12 in r13
            0x41, 0x14, 14, 2, 0x15, 15, 0x7e, // val_offset r14 v-16, val_offset_sf r15 v+16
            0x41, 0x12, 6, 0x7c, 0x05, 14, 4, 0x11, 15, 5, // def_cfa_sf rbp+32, offset_extended r14 c-32, offset_extended_sf r15 c-40
            0x41, 0x13, 0x7b, 0xc3, 0x06, 12, // def_cfa_offset_sf 40, restore rbx, restore_extended r12
            0x41, 0x0f, 2, 0x77, 8, 0x10, 3, 1, 0x50 ^ 0x1c, // def_cfa_expression breg7+8, expression rbx
            0x41, 0x16, 12, 1, 0x30, 0x2f, 14, 4, // val_expression r12, GNU_negative_offset_extended r14 c+32
            0x41, 0x07, 16, 0x2e, 8).Build(); // undefined ra, GNU_args_size
        string[] expected =
        [
            "rsp+8 ra=c-8", "rbp+32 ra=c-8", "rbp+32 rbx=c-24 ra=c-8", "rbp+64 ra=c-8", "rbp+32 rbx=c-24 ra=c-8", "rsp+32 rbx=c-24 r12=r13 ra=c-8",
            "rsp+32 rbx=c-24 r12=r13 r14=v-16 r15=v+16 ra=c-8", "rbp+32 rbx=c-24 r12=r13 r14=c-32 r15=c-40 ra=c-8", "rbp+40 r14=c-32 r15=c-40 ra=c-8",
            "exp rbx=exp r14=c-32 r15=c-40 ra=c-8", "exp rbx=exp r12=vexp r14=c+32 r15=c-40 ra=c-8", "exp rbx=exp r12=vexp r14=c+32 r15=c-40 ra=u",
        ];
        ulong[] places = [0, 1, 3, 7, 15, 16, 17, 18, 19, 20, 21, 22];
        Assert.Equal(expected, places.Select(place => table.TryFind(0x1000 + place, out FrameRule rule) ? Text(table, rule) : "none"));
        Assert.True(table.TryFind(0x10ff, out FrameRule last) && last.IsOutermost);
        Assert.Equal(0, table.SkippedEntries);
    }

    [Fact]
    public void A_step_restores_what_was_saved_and_leaves_the_rest()
    {
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0e, 32, 0x86, 2, 0x83, 3).Build();
        ulong[] memory = [1, 0xbb, 0xbbbb, 0x2222, 5];
        FrameRegisters registers = default;
        registers.Set(7, 0x7000);
        registers.Set(12, 0xcc);
        Assert.True(table.TryFind(0x1004, out FrameRule rule));
        Assert.Equal(FrameStep.Done, rule.Apply(ref registers, new StackCopy(MemoryMarshal.AsBytes<ulong>(memory), 0x7000)));
        Assert.Equal(0x2222ul, registers.ProgramCounter);
        Assert.True(registers.TryGet(7, out ulong stackPointer) && stackPointer == 0x7020);
        Assert.True(registers.TryGet(6, out ulong framePointer) && framePointer == 0xbbbb);
        Assert.True(registers.TryGet(3, out ulong saved) && saved == 0xbb);
        Assert.True(registers.TryGet(12, out ulong kept) && kept == 0xcc);
        Assert.False(registers.TryGet(13, out _));
    }

    [Fact]
    public void Of_a_function_in_both_sections_the_rows_of_eh_frame_count()
    {
        var sources = new FrameSources
        {
            EhFrame = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0e, 16).ToBytes(),
            EhFrameAddress = 0x5000,
            IsEndKnown = true,
            DebugFrame = FrameSectionBuilder.OfDebug().Add(0x1000, 0x10, 0x0e, 24).Add(0x1010, 0x10, 0x0e, 32).ToBytes(),
        };
        var table = FrameTable.Build(in sources, ElfMachine.X64);
        Assert.True(table.TryFind(0x1000, out FrameRule rule) && Text(table, rule) == "rsp+16 ra=c-8");
        Assert.True(table.TryFind(0x1010, out rule) && Text(table, rule) == "rsp+32 ra=c-8");
    }

    [Theory]
    [InlineData(8, true)]
    [InlineData(4, false)]
    public void Version_4_says_how_long_addresses_are(byte addressSize, bool isRead)
    {
        var sources = new FrameSources { DebugFrame = FrameSectionBuilder.OfDebug(4, 0, addressSize, 0).Add(0x1000, 0x10, 0x0e, 16).ToBytes() };
        var table = FrameTable.Build(in sources, ElfMachine.X64);
        Assert.Equal(isRead, table.TryFind(0x1000, out _));
        Assert.Equal(isRead ? 0 : 1, table.SkippedEntries);
    }

    [Fact]
    public void The_frame_of_a_signal_is_known_by_its_augmentation()
    {
        Assert.True(FrameSectionBuilder.OfSignal().Add(0x1000, 0x10).Build().TryFind(0x1000, out FrameRule rule) && rule.IsSignalFrame);
        Assert.True(new FrameSectionBuilder().Add(0x1000, 0x10).Build().TryFind(0x1000, out rule) && !rule.IsSignalFrame);
    }

    [Fact]
    public void A_stack_pointer_that_was_saved_is_restored()
    {
        // As in the frame of a signal: the handler may have a stack of its own.
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0e, 32, 0x87, 2).Build();
        FrameRegisters registers = default;
        registers.Set(7, 0x7000);
        Assert.True(table.TryFind(0x1000, out FrameRule rule));
        Assert.Equal(FrameStep.Done, rule.Apply(ref registers, new StackCopy(MemoryMarshal.AsBytes<ulong>([1, 2, 0x9000, 0x2222]), 0x7000)));
        Assert.True(registers.TryGet(7, out ulong stackPointer) && stackPointer == 0x9000);
    }

    [Fact]
    public void Return_addresses_that_arm64_signs_lose_their_signature()
    {
        var sources = new FrameSources { EhFrame = new FrameSectionBuilder(0x0c, 31, 16, 0x90, 1).Add(0x1000, 0x10).ToBytes(), EhFrameAddress = 0x5000, IsEndKnown = true };
        FrameRegisters registers = default;
        registers.Set(31, 0x7000);
        Assert.True(FrameTable.Build(in sources, ElfMachine.Arm64).TryFind(0x1000, out FrameRule rule));
        Assert.Equal(FrameStep.Done, rule.Apply(ref registers, new StackCopy(MemoryMarshal.AsBytes<ulong>([1, 0x00b5_aaaa_bbbb_cccc]), 0x7000)));
        Assert.Equal(0xaaaa_bbbb_ccccul, registers.ProgramCounter);
    }

    [Theory]
    [InlineData(0x1000ul, 0x7008ul)]
    [InlineData(0x100bul, 0x7010ul)]
    public void The_rule_of_the_PLT_knows_by_the_instruction_whether_it_has_pushed(ulong address, ulong frame)
    {
        // breg7+8, breg16+0, lit15, and, lit11, ge, lit3, shl, plus
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x0f, 11, 0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22).Build();
        FrameRegisters registers = default;
        registers.Set(7, 0x7000);
        registers.ProgramCounter = address;
        Assert.True(table.TryFind(address, out FrameRule rule));
        Assert.Equal(FrameStep.Done, rule.Apply(ref registers, new StackCopy(MemoryMarshal.AsBytes<ulong>([0x1111, 0x2222]), 0x7000)));
        Assert.True(registers.TryGet(7, out ulong stackPointer));
        Assert.Equal((frame, frame == 0x7008 ? 0x1111ul : 0x2222ul), (stackPointer, registers.ProgramCounter));
    }

    [Fact]
    public void A_register_that_was_popped_keeps_its_value()
    {
        // Compilers say def_cfa rsp+8 behind the pop, and not that the register is restored.
        FrameTable table = new FrameSectionBuilder().Add(0x1000, 0x10, 0x86, 2).Build();
        FrameRegisters registers = default;
        registers.Set(7, 0x7000);
        registers.Set(6, 0xbbbb);
        Assert.True(table.TryFind(0x1000, out FrameRule rule));
        Assert.Equal(FrameStep.Done, rule.Apply(ref registers, new StackCopy(new byte[8], 0x7000)));
        Assert.True(registers.TryGet(6, out ulong framePointer) && framePointer == 0xbbbb);
    }

    [Fact]
    public void A_step_says_why_it_failed()
    {
        FrameTable table = new FrameSectionBuilder()
            .Add(0x1000, 0x10, 0x0e, 32).Add(0x1010, 0x10, 0x0d, 3).Add(0x1020, 0x10, 0x0f, 3, 0x2f, 0xfd, 0xff).Add(0x1030, 0x10, 0x07, 16).Build();
        Assert.Equal(FrameStep.StackTooShort, Step(0x1000));
        Assert.Equal(FrameStep.UnknownRegister, Step(0x1010));
        Assert.Equal(FrameStep.BadRule, Step(0x1020)); // an expression that jumps to itself
        Assert.Equal(FrameStep.Outermost, Step(0x1030));

        FrameStep Step(ulong address)
        {
            FrameRegisters registers = default;
            registers.Set(7, 0x7000);
            Assert.True(table.TryFind(address, out FrameRule rule));
            return rule.Apply(ref registers, new StackCopy(new byte[16], 0x7000));
        }
    }

    [Theory]
    [InlineData("34 08 10 22", 0x14ul)] // lit4 const1u 16 plus
    [InlineData("09 ff 08 02 1e", 0xfffffffffffffffeul)] // const1s -1, times 2
    [InlineData("0a 34 12 0b fe ff 1a", 0x1234ul & 0xfffffffffffffffeul)]
    [InlineData("0c 78 56 34 12 12 27", 0ul)] // dup xor
    [InlineData("35 33 16 1c", 0xfffffffffffffffeul)] // 5 3 swap minus: 3 - 5
    [InlineData("35 33 14 22 22", 0xdul)] // over
    [InlineData("31 32 33 17 1c 22", 0x2ul)] // rot: 3 1 2
    [InlineData("31 32 33 15 02 22", 0x4ul)] // pick 2
    [InlineData("31 28 01 00 30 37", 7ul)] // bra over a lit0
    [InlineData("38 33 1b", 2ul)] // div
    [InlineData("38 33 1d", 2ul)] // mod
    [InlineData("38 32 24 31 25 31 26", 8ul)] // shl shr shra
    [InlineData("38 1f 19", 8ul)] // neg abs
    [InlineData("30 20", 0xfffffffffffffffful)] // not
    [InlineData("31 32 2d", 1ul)] // lt
    [InlineData("31 32 2a", 0ul)] // ge
    [InlineData("31 23 80 01", 129ul)] // plus_uconst
    [InlineData("77 08 06", 0x99ul)] // breg7+8 deref
    [InlineData("92 07 08 94 01", 0x99ul)] // bregx, deref_size 1
    [InlineData("10 80 01 11 7f 22", 127ul)] // constu consts plus
    public void Expressions_are_worked_out(string code, ulong expected)
    {
        FrameRegisters registers = default;
        registers.Set(7, 0x7000);
        var stack = new StackCopy(MemoryMarshal.AsBytes<ulong>([1, 0x99]), 0x7000);
        byte[] bytes = Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(FrameStep.Done, FrameExpression.Evaluate(bytes, 0, hasInitial: false, in registers, in stack, out ulong value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("22")] // nothing to add
    [InlineData("31 30 1b")] // division by nothing
    [InlineData("08")] // cut off
    [InlineData("2f fd ff")] // for ever
    [InlineData("12 12 2f fc ff")]
    [InlineData("31 12 2f fc ff")] // grows for ever
    [InlineData("2f 00 7f")] // out of the expression
    [InlineData("03 00 00 00 00 00 00 00 00")] // an address of the file
    [InlineData("50")]
    [InlineData("ff")]
    [InlineData("")]
    public void Expressions_that_cannot_be_worked_out_are_refused(string code)
    {
        FrameRegisters registers = default;
        byte[] bytes = Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(FrameStep.BadRule, FrameExpression.Evaluate(bytes, 0, hasInitial: false, in registers, default, out _));
    }

    [Fact]
    public void Look_up_and_step_allocate_nothing()
    {
        Assert.True(FrameTable.TryRead(ElfFile.Parse(File.ReadAllBytes(Libc.Path)), out FrameTable? table));
        ulong[] addresses = [.. ReadelfFrames.Read(Libc.Path).Select(row => row.Address)];
        byte[] memory = new byte[4096];
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        int done = Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(done > addresses.Length / 2);

        int Step()
        {
            int steps = 0;
            foreach (ulong address in addresses)
            {
                FrameRegisters registers = default;
                registers.Set(7, 0x7000);
                registers.Set(6, 0x7100);
                steps += table.TryFind(address, out FrameRule rule) && rule.Apply(ref registers, new StackCopy(memory, 0x7000)) == FrameStep.Done ? 1 : 0;
            }

            return steps;
        }
    }

    private void Compare(string path, int atLeast)
    {
        Assert.True(FrameTable.TryRead(ElfFile.Parse(File.ReadAllBytes(path)), out FrameTable? table));
        string[] names = table.StackPointer == 7 ? X64Names : Arm64Names;
        int rows = 0;
        foreach (ReadelfFrames.Row row in ReadelfFrames.Read(path))
        {
            Assert.True(table.TryFind(row.Address, out FrameRule rule), $"{row.Address:x}");
            Assert.Equal($"{row.Address:x} {Text(row.Columns, names)}", $"{row.Address:x} {Text(table, rule, names).Replace(" ra=u", "", StringComparison.Ordinal)}");
            rows++;
        }

        output.WriteLine($"{path}: {rows} rows, {table.RowCount} kept");
        Assert.True(rows > atLeast, $"{rows} rows");
        Assert.Equal(0, table.SkippedEntries);
    }

    // Of registers that nothing is said about, readelf says u as of those that are lost.
    private static string Text(IReadOnlyDictionary<string, string> columns, string[] names) => string.Join(
        ' ', columns.Where(column => column.Key == "CFA" || column.Value is not ("u" or "s")).OrderBy(column => Array.IndexOf(names, column.Key))
            .Select(column => column.Key == "CFA" ? column.Value : $"{column.Key}={column.Value}"));

    private static string Text(FrameTable table, FrameRule rule) => Text(table, rule, X64Names);

    private static string Text(FrameTable table, FrameRule rule, string[] names)
    {
        CompiledRule compiled = rule.Compiled;
        string frame = compiled.FrameRegister < 0 ? "exp" : $"{names[compiled.FrameRegister]}{Signed(compiled.FrameOffset)}";
        var registers = new List<string>();
        foreach (RegisterRule each in table.RegisterRules(in compiled))
        {
            string value = each.Kind switch
            {
                RegisterRuleKind.Offset => $"c{Signed(each.Value)}",
                RegisterRuleKind.ValueOffset => $"v{Signed(each.Value)}",
                RegisterRuleKind.Register => names[each.Value],
                RegisterRuleKind.Expression => "exp",
                RegisterRuleKind.ValueExpression => "vexp",
                _ => "u",
            };
            registers.Add($"{names[each.Register]}={value}");
        }

        return string.Join(' ', registers.Prepend(frame));
    }

    private static string Signed(int value) => value.ToString("+0;-0;+0", CultureInfo.InvariantCulture);
}
