using System.Runtime.InteropServices;
using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Stacks that the test makes: why a walk ends, and what it does without tables.</summary>
public sealed class UnwinderTests : IDisposable
{
    private const int FramePointer = 6;
    private const int StackPointer = 7;
    private const ulong Code = 0x10000;
    private const ulong Stack = 0x7fff_0000;

    private readonly UnwindModules _modules = new();
    private readonly AddressSpace _space;
    private readonly Unwinder _unwinder = new();
    private readonly UnwoundFrame[] _frames = new UnwoundFrame[16];

    public UnwinderTests()
    {
        _space = new AddressSpace(_modules);
        _space.Map(Code, 0x1000, 0, "//anon");
    }

    public void Dispose() => _modules.Dispose();

    [Fact]
    public void Frame_pointers_lead_through_code_without_tables()
    {
        // Two frames: [0] saved rbp, [1] return; [2] saved rbp, [3] return of 0.
        Assert.Equal(UnwindEnd.Outermost, Walk(Code + 16, Stack, [Stack + 16, Code + 32, 0, 0], out UnwoundFrame[] frames));
        Assert.Equal([new(Code + 16, false), new(Code + 32, true)], frames);
        Assert.Equal(Code + 31, frames[1].LookupAddress);
    }

    [Fact]
    public void A_walk_ends_where_the_copy_ends() =>
        Assert.Equal(UnwindEnd.StackTooShort, Walk(Code + 16, Stack, [Stack + 16, Code + 32], out _));

    [Fact]
    public void A_frame_pointer_below_the_stack_leads_nowhere() =>
        Assert.Equal(UnwindEnd.BadFramePointer, Walk(Code + 16, Stack - 64, [0, 0, 0, 0], out _));

    [Fact]
    public void A_return_address_outside_of_code_leads_nowhere() =>
        Assert.Equal(UnwindEnd.BadFramePointer, Walk(Code + 16, Stack, [Stack + 16, 0xdead, 0, 0], out _));

    [Fact]
    public void A_frame_pointer_that_points_at_itself_ends() =>
        Assert.Equal(UnwindEnd.BadFramePointer, Walk(Code + 16, Stack, [Stack, Code + 32, 0, 0], out _));

    [Fact]
    public void A_call_to_where_nothing_is_goes_back_to_its_caller()
    {
        Assert.Equal(UnwindEnd.Outermost, Walk(0, Stack + 8, [Code + 32, 0, 0, 0], out UnwoundFrame[] frames));
        Assert.Equal([new(0, false), new(Code + 32, true)], frames);
        Assert.Equal(UnwindEnd.NotMapped, Walk(0x500, Stack + 8, [0x600, 0, 0], out _));
    }

    [Fact]
    public void A_function_that_has_just_pushed_the_frame_pointer_has_its_caller()
    {
        ulong frame = Stack + 16;
        Assert.Equal(UnwindEnd.Outermost, Walk(Code + 16, frame, [frame, Code + 48, 0, 0], out UnwoundFrame[] frames));
        Assert.Equal([new(Code + 16, false), new(Code + 48, true)], frames);
    }

    [Fact]
    public void More_frames_than_asked_for_end_with_the_limit()
    {
        ulong[] stack = new ulong[64];
        for (int i = 0; i < 62; i += 2)
            (stack[i], stack[i + 1]) = (Stack + ((ulong)i * 8) + 16, Code + 32);
        Assert.Equal(UnwindEnd.Limit, Walk(Code + 16, Stack, stack, out UnwoundFrame[] frames));
        Assert.Equal(16, frames.Length);
    }

    [Fact]
    public void Without_a_stack_pointer_there_is_no_walk()
    {
        FrameRegisters registers = default;
        registers.ProgramCounter = Code;
        Assert.Equal(UnwindEnd.BadRule, _unwinder.Unwind(_space, in registers, default, _frames, out int count));
        Assert.Equal(0, count);
    }

    [Theory]
    [InlineData("55 48 89 e5", 0, -1)] // before the push: the return address is on top
    [InlineData("48 89 e5 41 57", 1, 0)] // before the frame pointer is set
    [InlineData("41 57 50 48 83 ec 10 48 8d 6c 24 20", 1, 0)] // room below the frame pointer
    [InlineData("48 83 c4 10 5b 5d c3", 4, 3)] // the room is given back
    [InlineData("5d c3", 1, 0)]
    [InlineData("c3", 0, -1)]
    [InlineData("c5 f8 77 c3", 0, -1)]
    [InlineData("c9 c3", 5, 4)] // leave: the frame pointer is at 4
    public void Prologues_and_epilogues_are_followed(string code, int returnAddress, int framePointer)
    {
        byte[] bytes = Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal));
        Assert.True(X64Prologue.TryFind(bytes, Stack, Stack + 32, out ulong returnAddressAt, out ulong framePointerAt));
        Assert.Equal(Stack + ((ulong)returnAddress * 8), returnAddressAt);
        Assert.Equal(framePointer < 0 ? 0 : Stack + ((ulong)framePointer * 8), framePointerAt);
    }

    [Theory]
    [InlineData("e8 00 00 00 00 c3")]
    [InlineData("48 8b 45 f8 5d c3")]
    [InlineData("41 57 41 56")]
    public void Other_code_is_no_prologue(string code) =>
        Assert.False(X64Prologue.TryFind(Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal)), Stack, Stack + 32, out _, out _));

    [Fact]
    public void A_signed_return_address_of_arm64_is_found_by_the_frame_pointer()
    {
        FrameRegisters registers = default;
        registers.ProgramCounter = Code + 16;
        registers.Set(29, Stack);
        registers.Set(31, Stack);
        ulong[] stack = [0, 0x00b5_0000_0000_0000 | (Code + 32), 0, 0];
        new Unwinder(ElfMachine.Arm64).Unwind(_space, in registers, new StackCopy(MemoryMarshal.AsBytes<ulong>(stack), Stack), _frames, out int count);
        Assert.Equal([new(Code + 16, false), new(Code + 32, true)], _frames[..count]);
    }

    [Fact]
    public void A_function_of_arm64_that_has_not_used_the_stack_has_its_caller()
    {
        // Two functions of that file, the first before its first instruction: the return address is in x30, the stack pointer is the caller's.
        _space.Map(0x404000, 0x6000, 0, Fixtures.Path("elf/issue-776-nonpie-aarch64"));
        FrameRegisters registers = default;
        registers.ProgramCounter = 0x404684;
        registers.Set(30, 0x404760);
        registers.Set(31, Stack);
        new Unwinder(ElfMachine.Arm64).Unwind(_space, in registers, new StackCopy(new byte[256], Stack), _frames, out int count);
        Assert.Equal([new(0x404684, false), new(0x404760, true)], _frames[..Math.Min(count, 2)]);
    }

    [Fact]
    public void What_is_mapped_later_replaces_what_it_overlaps()
    {
        _space.Map(0x20000, 0x3000, 0x1000, "/a");
        _space.Map(0x21000, 0x1000, 0, "/b");
        Assert.Equal(("/a", 0x20000ul, 0x21000ul, 0x1000ul), Describe(0x20fff));
        Assert.Equal(("/b", 0x21000ul, 0x22000ul, 0ul), Describe(0x21000));
        Assert.Equal(("/a", 0x22000ul, 0x23000ul, 0x3000ul), Describe(0x22fff));
        AddressSpace child = _space.Fork();
        _space.Unmap(0x20800, 0x2000);
        Assert.Equal(("/a", 0x20000ul, 0x20800ul, 0x1000ul), Describe(0x207ff));
        Assert.False(_space.IsCode(0x20800) || _space.IsCode(0x227ff));
        Assert.Equal(("/a", 0x22800ul, 0x23000ul, 0x3800ul), Describe(0x22800));
        Assert.True(child.IsCode(0x20800));
        _space.Clear();
        Assert.False(_space.IsCode(Code));
    }

    [Fact]
    public void A_cached_rule_does_not_outlive_its_mapping()
    {
        Assert.Equal(UnwindEnd.Outermost, Walk(Code + 16, Stack, [Stack + 16, Code + 32, 0, 0], out _));
        _space.Unmap(Code, 0x1000);
        Assert.Equal(UnwindEnd.NotMapped, Walk(Code + 16, Stack, [Stack + 16, Code + 32, 0, 0], out _));
    }

    private (string Name, ulong Start, ulong End, ulong Offset) Describe(ulong address)
    {
        CodeRegion region = _space.Find(address)!;
        return (region.Name, region.Start, region.End, region.FileOffset);
    }

    private UnwindEnd Walk(ulong programCounter, ulong framePointer, ulong[] stack, out UnwoundFrame[] frames)
    {
        FrameRegisters registers = default;
        registers.ProgramCounter = programCounter;
        registers.Set(FramePointer, framePointer);
        registers.Set(StackPointer, Stack);
        UnwindEnd end = _unwinder.Unwind(_space, in registers, new StackCopy(MemoryMarshal.AsBytes<ulong>(stack), Stack), _frames, out int count);
        frames = _frames[..count];
        return end;
    }
}
