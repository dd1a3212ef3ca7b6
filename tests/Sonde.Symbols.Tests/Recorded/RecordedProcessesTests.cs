using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Processes as a recording tells of them: the file is libc, wherever the recording says that it was.</summary>
public sealed class RecordedProcessesTests : IDisposable
{
    private const ulong Base = 0x7000_0000_0000;
    private const int Pid = 4_000_000;
    private const int Child = Pid + 1;

    private readonly RecordedProcesses _processes = new(new SymbolizerOptions { ReadLines = false });
    private readonly ProcessMapping _libc;
    private readonly ulong _inMapping;

    public RecordedProcessesTests()
    {
        ulong function = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort");
        _libc = ProcessMaps.Read(Environment.ProcessId).Find(function)!;
        _inMapping = function - _libc.Start;
    }

    public void Dispose() => _processes.Dispose();

    [Fact]
    public void A_function_has_its_name_where_the_recording_says_that_its_file_was()
    {
        Map(Pid, Base);
        SymbolFrame frame = _processes.Resolve(Pid, Base + _inMapping + 1);
        Assert.Equal(("qsort", 1ul, FrameKind.Native), (frame.Name, frame.Offset, frame.Kind));
        Assert.Equal(_libc.ToFileOffset(_libc.Start + _inMapping + 1), frame.Address);
    }

    [Fact]
    public void One_place_of_a_file_is_one_frame_in_all_processes()
    {
        Map(Pid, Base);
        Map(Child, Base * 2);
        Assert.Same(_processes.Resolve(Pid, Base + _inMapping), _processes.Resolve(Child, (Base * 2) + _inMapping));
    }

    [Fact]
    public void A_forked_process_has_what_its_parent_had_then_and_not_what_came_later()
    {
        Map(Pid, Base);
        _processes.Fork(Pid, Child);
        Map(Pid, Base * 2);
        Assert.Equal("qsort", _processes.Resolve(Child, Base + _inMapping).Name);
        Assert.Equal("qsort", _processes.Resolve(Pid, (Base * 2) + _inMapping).Name);
        Assert.Equal(UnknownReason.NotMapped, _processes.Resolve(Child, (Base * 2) + _inMapping).Reason);
    }

    [Fact]
    public void What_a_new_program_has_mapped_hides_what_was_there_before_it()
    {
        Map(Pid, Base);
        _processes.Execute(Pid);
        Assert.Equal("qsort", _processes.Resolve(Pid, Base + _inMapping).Name);
        _processes.Map(Pid, Base, _libc.End - _libc.Start, 0, "//anon");
        Assert.Equal(UnknownReason.JitWithoutNames, _processes.Resolve(Pid, Base + _inMapping).Reason);
        _processes.Execute(Pid);
        _processes.Execute(Pid);
        Assert.Equal(UnknownReason.NotMapped, _processes.Resolve(Pid, Base + _inMapping).Reason);
    }

    [Fact]
    public void A_mapping_over_a_part_of_another_leaves_the_rest()
    {
        Map(Pid, Base);
        ulong page = _inMapping & ~0xffful;
        _processes.Map(Pid, Base + page + 0x1000, 0x1000, 0, "//anon");
        Assert.Equal("qsort", _processes.Resolve(Pid, Base + _inMapping).Name);
        Assert.Null(_processes.Resolve(Pid, Base + page + 0x1000).Module);
        Assert.Equal(_libc.Name, _processes.Resolve(Pid, Base + page + 0x2000).Module);
    }

    [Fact]
    public void A_file_of_another_build_gives_no_name()
    {
        _processes.Map(Pid, Base, _libc.End - _libc.Start, _libc.FileOffset, _libc.Name, "0123456789abcdef0123456789abcdef01234567");
        SymbolFrame frame = _processes.Resolve(Pid, Base + _inMapping);
        Assert.Equal((null, UnknownReason.FileGone), (frame.Name, frame.Reason));
        Assert.Contains("0123456789abcdef", frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_is_named_for_a_while_after_its_end()
    {
        Map(Pid, Base);
        _processes.Exit(Pid);
        Assert.Equal("qsort", _processes.Resolve(Pid, Base + _inMapping).Name);
        for (int other = Pid + 1; other < Pid + 100; other++)
        {
            Map(other, Base);
            _processes.Exit(other);
        }

        Assert.Equal(UnknownReason.NotMapped, _processes.Resolve(Pid, Base + _inMapping).Reason);
    }

    [Fact]
    public void A_process_that_has_the_number_of_one_that_ended_is_not_forgotten_with_it()
    {
        Map(Pid, Base);
        _processes.Exit(Pid);
        _processes.Fork(Child, Pid);
        Map(Pid, Base * 2);
        for (int other = Child + 1; other < Child + 100; other++)
        {
            Map(other, Base);
            _processes.Exit(other);
        }

        Assert.Equal("qsort", _processes.Resolve(Pid, (Base * 2) + _inMapping).Name);
    }

    [Fact]
    public void A_process_that_only_forked_is_not_forgotten_with_one_of_its_number_that_only_forked()
    {
        Map(Child, Base);
        _processes.Fork(Child, Pid);
        _processes.Exit(Pid);
        _processes.Fork(Child, Pid);
        for (int other = Child + 1; other < Child + 100; other++)
        {
            Map(other, Base);
            _processes.Exit(other);
        }

        Assert.Equal("qsort", _processes.Resolve(Pid, Base + _inMapping).Name);
    }

    [Fact]
    public void What_was_seen_before_allocates_nothing()
    {
        Map(Pid, Base);
        ulong kernel = ulong.MaxValue << 31;
        ulong sum = Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            sum += Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0ul, sum);

        ulong Ask() => (ulong)_processes.FindChain(Pid, [Base + _inMapping, kernel, 16]).Length + (ulong)_processes.FindChain(Pid, [kernel, 16]).Length + _processes.Resolve(Pid, Base + _inMapping).Address + _processes.Resolve(Pid, 16).Address + _processes.Resolve(Pid, kernel).Address;
    }

    [Fact]
    public void A_callchain_has_the_frames_of_its_addresses_from_the_outermost_on_and_none_for_marks()
    {
        const ulong kernelMark = unchecked((ulong)-128L);
        const ulong userMark = unchecked((ulong)-512L);
        Map(Pid, Base);
        ulong[][] chains =
        [
            [kernelMark, ulong.MaxValue << 31, userMark, Base + _inMapping, Base + _inMapping + 4, 16],
            [kernelMark, (ulong.MaxValue << 31) + 4, userMark, Base + _inMapping, Base + _inMapping + 4, 16],
            [userMark, Base + _inMapping + 8, Base + _inMapping + 4, 16],
            [userMark, Base + _inMapping + 4, 16],
            [userMark, 16],
            [],
            [.. Enumerable.Range(0, 500).Select(i => Base + (ulong)i), 16],
            [userMark, Base + _inMapping + 8, Base + _inMapping + 4, 16],
        ];
        foreach (ulong[] chain in chains)
        {
            int[] expected = [.. chain.Where(entry => entry is not (kernelMark or userMark)).Select(entry => _processes.Find(Pid, entry)).Reverse()];
            Assert.Equal(expected, _processes.FindChain(Pid, chain));
        }
    }

    [Fact]
    public void A_callchain_that_was_found_before_another_mapping_is_not_found_as_it_was()
    {
        ulong[] chain = [Base + _inMapping, 16];
        Map(Pid, Base);
        Assert.Equal("qsort", _processes.Frames[_processes.FindChain(Pid, chain)[^1]].Name);
        _processes.Map(Pid, Base, _libc.End - _libc.Start, 0, "//anon");
        Assert.Equal(UnknownReason.JitWithoutNames, _processes.Frames[_processes.FindChain(Pid, chain)[^1]].Reason);
        _processes.Execute(Pid);
        _processes.Map(Pid, Base, _libc.End - _libc.Start, 0, "/none");
        Assert.Equal(UnknownReason.FileGone, _processes.Frames[_processes.FindChain(Pid, chain)[^1]].Reason);
    }

    [Fact]
    public void What_calls_return_to_is_looked_up_in_the_call_where_that_is_asked_for()
    {
        const ulong kernelMark = unchecked((ulong)-128L);
        const ulong userMark = unchecked((ulong)-512L);
        Map(Pid, Base);
        ulong function = Base + _inMapping;
        // The first of each context was running; an innermost address of one chain is a caller's in the next.
        ulong[][] chains =
        [
            [userMark, function, function + 8, function],
            [userMark, function + 4, function, function + 8, function],
            [kernelMark, 16, userMark, function, function],
            [function, function, 0],
        ];
        ulong[][] asked =
        [
            [function, function + 7, function - 1],
            [function + 4, function - 1, function + 7, function - 1],
            [16, function, function - 1],
            [function, function - 1, 0],
        ];
        for (int i = 0; i < chains.Length; i++)
            Assert.Equal(asked[i].Select(address => _processes.Find(Pid, address)).Reverse(), _processes.FindChain(Pid, chains[i], inCalls: true).ToArray());
        Assert.NotEqual("qsort", _processes.Resolve(Pid, function - 1).Name);
    }

    [Fact]
    public void One_callchain_is_looked_up_in_calls_and_where_they_return_to()
    {
        Map(Pid, Base);
        ulong function = Base + _inMapping;
        ulong[] chain = [function, function + 8, function];
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal([_processes.Find(Pid, function - 1), _processes.Find(Pid, function + 7), _processes.Find(Pid, function)], _processes.FindChain(Pid, chain, inCalls: true).ToArray());
            Assert.Equal([_processes.Find(Pid, function), _processes.Find(Pid, function + 8), _processes.Find(Pid, function)], _processes.FindChain(Pid, chain).ToArray());
        }
    }

    [Fact]
    public void The_program_before_names_nothing_any_more_once_the_new_one_runs()
    {
        Map(Pid, Base);
        _processes.Execute(Pid);
        Map(Pid, Base * 2);
        ulong[] chain = [Base + _inMapping];
        Assert.Equal("qsort", _processes.Frames[_processes.FindChain(Pid, chain)[0]].Name);
        Assert.Equal("qsort", _processes.Resolve(Pid, (Base * 2) + _inMapping).Name);
        Assert.Equal(UnknownReason.NotMapped, _processes.Frames[_processes.FindChain(Pid, chain)[0]].Reason);

        _processes.Execute(Pid);
        _processes.Fork(Pid, Child);
        Assert.Equal(UnknownReason.NotMapped, _processes.Resolve(Child, (Base * 2) + _inMapping).Reason);
    }

    [Fact]
    public void Compiled_code_is_another_frame_in_each_process_and_an_address_of_nothing_is_one()
    {
        foreach (int pid in new[] { Pid, Child })
            _processes.Map(pid, Base, 0x1000, 0, "//anon");
        Assert.Same(_processes.Resolve(Pid, Base), _processes.Resolve(Pid, Base));
        Assert.NotSame(_processes.Resolve(Pid, Base), _processes.Resolve(Child, Base));
        Assert.Same(_processes.Resolve(Pid, 16), _processes.Resolve(Child, 16));
    }

    private void Map(int pid, ulong at) => _processes.Map(pid, at, _libc.End - _libc.Start, _libc.FileOffset, _libc.Name);
}
