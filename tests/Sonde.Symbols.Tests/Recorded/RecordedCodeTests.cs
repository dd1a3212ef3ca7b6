using Sonde.Symbols.Tests.DotNet;
using Sonde.Symbols.Tests.Jit;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Code that recorded processes compiled, by what their runtimes left: each address by what was there at the time.</summary>
public sealed class RecordedCodeTests : IDisposable
{
    private const ulong Base = 0x7000_0000_0000;
    private const int Pid = 4_000_000;
    private const int Child = Pid + 1;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-recorded-").FullName;
    private readonly RecordedProcesses _processes;

    public RecordedCodeTests() => _processes = Make(new SymbolizerOptions { ReadLines = false, JitFileFolders = [_folder] });

    private string PerfMap => Path.Combine(_folder, $"perf-{Pid}.map");

    public void Dispose()
    {
        _processes.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_perf_map_names_the_code_of_its_process_and_of_no_other()
    {
        File.WriteAllText(PerfMap, $"{Base:x} 100 first\n{Base + 0x40:x} 10 inner\n");
        _processes.Map(Child, Base, 0x1000, 0, "//anon");
        SymbolFrame frame = _processes.Resolve(Pid, Base + 0x44);
        Assert.Equal(("inner", 4ul, FrameKind.Jit, Base + 0x44, null), (frame.Name, frame.Offset, frame.Kind, frame.Address, frame.Module));
        Assert.Equal("first", _processes.Resolve(Pid, Base + 0x50).Name);
        Assert.Equal(UnknownReason.RuntimeStub, _processes.Resolve(Pid, Base + 0x100).Reason);
        Assert.Equal(UnknownReason.JitWithoutNames, _processes.Resolve(Child, Base + 0x44).Reason);
    }

    [Theory]
    [InlineData("//anon")]
    [InlineData("[anon:v8]")]
    [InlineData("/memfd:doublemapper (deleted)")]
    [InlineData("/dev/zero (deleted)")]
    [InlineData("/anon_hugepage (deleted)")]
    public void Memory_of_any_kind_may_have_compiled_code(string memory)
    {
        File.WriteAllText(PerfMap, $"{Base:x} 100 first\n");
        _processes.Map(Pid, Base, 0x1000, 0x4000, memory);
        Assert.Equal("first", _processes.Resolve(Pid, Base + 1).Name);
    }

    [Fact]
    public void Code_of_an_assembly_that_a_perf_map_does_not_list_says_what_would()
    {
        File.WriteAllText(PerfMap, $"{Base:x} 100 first\n");
        _processes.Map(Pid, Base * 2, 0x1000, 0, "/app/System.Text.Json.dll");
        SymbolFrame frame = _processes.Resolve(Pid, (Base * 2) + 1);
        Assert.Equal((UnknownReason.JitWithoutNames, "/app/System.Text.Json.dll"), (frame.Reason, frame.Module));
        Assert.Contains("compiled ahead of time", frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_names_of_another_user_is_refused_unless_that_user_is_believed()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give a file to another user");
        File.WriteAllText(PerfMap, $"{Base:x} 100 made up\n");
        System.Diagnostics.Process.Start("chown", ["65534", PerfMap]).WaitForExit();
        SymbolFrame refused = _processes.Resolve(Pid, Base);
        Assert.Equal((null, UnknownReason.JitWithoutNames), (refused.Name, refused.Reason));
        Assert.Contains($"{PerfMap} belongs to user 65534", refused.Explanation, StringComparison.Ordinal);

        using RecordedProcesses believing = Make(new SymbolizerOptions { JitFileFolders = [_folder], JitFileOwners = [65534] });
        Assert.Equal("made up", believing.Resolve(Pid, Base).Name);
    }

    [Fact]
    public void A_link_is_refused()
    {
        string elsewhere = Path.Combine(_folder, "elsewhere");
        File.WriteAllText(elsewhere, $"{Base:x} 100 made up\n");
        File.CreateSymbolicLink(PerfMap, elsewhere);
        Assert.Contains("symbolic link", _processes.Resolve(Pid, Base).Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_jitdump_that_was_mapped_names_what_was_there_at_the_time()
    {
        MapDump(new JitDumpBuilder()
            .Lines(Base, (Base, 11, "a.js"))
            .Load(1000, Base, 0x20, 1, "first").Load(2000, Base, 0x20, 2, "second")
            .Load(1000, Base + 0x100, 0x20, 3, "moving").Move(1500, Base + 0x100, Base + 0x200, 0x20, 3));
        Assert.Equal("first", _processes.Resolve(Pid, Base + 4, 1000).Name);
        Assert.Equal("first", _processes.Resolve(Pid, Base + 4, 1999).Name);
        Assert.Equal("second", _processes.Resolve(Pid, Base + 4, 2000).Name);
        Assert.Equal(("a.js", 11), (_processes.Resolve(Pid, Base + 4, 1999).File, _processes.Resolve(Pid, Base + 4, 1999).Line));
        // One that begins late has what was there before it.
        Assert.Equal("first", _processes.Resolve(Pid, Base + 4, 10).Name);
        Assert.Equal("second", _processes.Resolve(Pid, Base + 4).Name);

        Assert.Equal("moving", _processes.Resolve(Pid, Base + 0x100, 1499).Name);
        SymbolFrame gone = _processes.Resolve(Pid, Base + 0x100, 1500);
        Assert.Equal((UnknownReason.RuntimeStub, "there was no method at that time"), (gone.Reason, gone.Explanation));
        Assert.Equal("moving", _processes.Resolve(Pid, Base + 0x200, 1500).Name);
        Assert.Equal("moving", _processes.Resolve(Pid, Base + 0x100).Name);
        Assert.Same(_processes.Resolve(Pid, Base + 4, 1000), _processes.Resolve(Pid, Base + 4, 1999));
    }

    [Fact]
    public void Times_of_the_machines_counter_are_not_compared_to_those_of_a_clock()
    {
        byte[] dump = new JitDumpBuilder().Load(1000, Base, 0x20, 1, "first").Load(2000, Base, 0x20, 2, "second").ToArray();
        dump[32] = 1;
        string path = Path.Combine(_folder, "jit-7.dump");
        File.WriteAllBytes(path, dump);
        _processes.Map(Pid, Base * 3, 0x1000, 0, path);
        Assert.Equal("second", _processes.Resolve(Pid, Base, 1000).Name);
    }

    [Fact]
    public void A_jitdump_that_is_not_where_the_recording_says_is_found_in_the_folders()
    {
        File.WriteAllBytes(Path.Combine(_folder, "jit-7.dump"), new JitDumpBuilder().Load(1000, Base, 0x20, 1, "first").ToArray());
        _processes.Map(Pid, Base * 3, 0x1000, 0, "/nowhere/jit-7.dump");
        Assert.Equal("first", _processes.Resolve(Pid, Base, 1000).Name);
    }

    [Fact]
    public void A_jitdump_that_is_mapped_later_names_code_that_had_no_name_before()
    {
        Assert.Equal(UnknownReason.JitWithoutNames, _processes.Resolve(Pid, Base).Reason);
        MapDump(new JitDumpBuilder().Load(1000, Base, 0x20, 1, "first"));
        Assert.Equal("first", _processes.Resolve(Pid, Base).Name);
    }

    [Fact]
    public void A_trace_names_methods_from_when_they_came_to_when_they_went()
    {
        RecordedTrace trace = _processes.AddMethods(new NetTraceBuilder(Pid)
            .Loaded(3000, Base, 0x20, "Second").InList(5000, Base, 0x20, "Second").Unloaded(2000, Base, 0x20, "First").Loaded(1000, Base, 0x20, "First")
            .InList(5000, Base + 0x100, 0x20, "Early").Unloaded(2000, Base + 0x200, 0x20, "Gone").ToStream());
        Assert.Equal(new RecordedTrace(Pid, 4, trace.Lost, false), trace);
        SymbolFrame frame = _processes.Resolve(Pid, Base + 3, 1500);
        Assert.Equal(("Shop.First", 3ul, FrameKind.Managed), (frame.Name, frame.Offset, frame.Kind));
        Assert.Equal("Shop.First", _processes.Resolve(Pid, Base + 3, 1).Name);
        Assert.Equal("there was no method at that time", _processes.Resolve(Pid, Base + 3, 2500).Explanation);
        Assert.Equal("Shop.Second", _processes.Resolve(Pid, Base + 3, 3000).Name);
        Assert.Equal("Shop.Second", _processes.Resolve(Pid, Base + 3).Name);
        // What is listed and never came was there before, as was what went and never came.
        Assert.Equal("Shop.Early", _processes.Resolve(Pid, Base + 0x100, 1).Name);
        Assert.Equal("Shop.Gone", _processes.Resolve(Pid, Base + 0x200, 1999).Name);
        Assert.Null(_processes.Resolve(Pid, Base + 0x200, 2000).Name);
    }

    [Fact]
    public void What_a_trace_says_was_not_there_a_perf_map_does_not_name()
    {
        File.WriteAllText(PerfMap, $"{Base:x} 20 of another time\n{Base + 0x100:x} 20 stub\n");
        _processes.AddMethods(new NetTraceBuilder(1).Loaded(1000, Base, 0x20, "First").Unloaded(2000, Base, 0x20, "First").ToStream(), Pid);
        Assert.Equal("Shop.First", _processes.Resolve(Pid, Base, 1500).Name);
        Assert.Null(_processes.Resolve(Pid, Base, 2500).Name);
        Assert.Equal("stub", _processes.Resolve(Pid, Base + 0x100, 1).Name);
    }

    [Fact]
    public void Code_of_an_assembly_has_its_offset_in_the_file()
    {
        _processes.AddMethods(new NetTraceBuilder(Pid).InList(5000, (Base * 2) + 0x10, 0x20, "Ready").ToStream());
        _processes.Map(Pid, Base * 2, 0x1000, 0x3000, "/app/Shop.dll");
        SymbolFrame frame = _processes.Resolve(Pid, (Base * 2) + 0x18);
        Assert.Equal(("Shop.Ready", 0x3018ul, "/app/Shop.dll"), (frame.Name, frame.Address, frame.Module));
    }

    [Fact]
    public void A_trace_that_is_cut_short_gives_what_it_has_and_what_is_none_is_refused()
    {
        byte[] cut = new NetTraceBuilder(Pid).Loaded(1000, Base, 0x20, "First").ToCutArray();
        Assert.True(_processes.AddMethods(new MemoryStream(cut)).IsTruncated);
        Assert.Equal("Shop.First", _processes.Resolve(Pid, Base).Name);
        Assert.Throws<NetTraceFormatException>(() => _processes.AddMethods(new MemoryStream("no trace"u8.ToArray())));
        Assert.Throws<NetTraceFormatException>(() => _processes.AddMethods(new MemoryStream("Nettr"u8.ToArray())));
        Assert.Throws<NetTraceFormatException>(() => _processes.AddMethods(new MemoryStream()));
    }

    [Fact]
    public void A_forked_process_has_the_names_of_its_parent_as_long_as_it_has_its_memory()
    {
        File.WriteAllText(PerfMap, $"{Base:x} 100 first\n");
        _processes.Fork(Pid, Child);
        Assert.Equal("first", _processes.Resolve(Child, Base).Name);
        _processes.Execute(Child);
        _processes.Map(Child, Base, 0x1000, 0, "//anon");
        Assert.Equal(UnknownReason.JitWithoutNames, _processes.Resolve(Child, Base).Reason);
    }

    [Fact]
    public void A_forked_process_that_maps_on_its_own_has_the_names_of_its_parent_no_more()
    {
        File.WriteAllText(PerfMap, $"{Base:x} 100 first\n");
        _processes.Fork(Pid, Child);
        _processes.Map(Child, Base * 2, 0x1000, 0, "//anon");
        Assert.Equal((null, UnknownReason.JitWithoutNames), (_processes.Resolve(Child, Base).Name, _processes.Resolve(Child, Base).Reason));
        Assert.Equal("first", _processes.Resolve(Pid, Base).Name);
    }

    [Fact]
    public void What_was_seen_before_allocates_nothing()
    {
        MapDump(new JitDumpBuilder().Load(1000, Base, 0x20, 1, "first").Load(2000, Base, 0x20, 2, "second").Load(1, Base + 0x40, 0x20, 3, "only"));
        ulong sum = Ask() + Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            sum += Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0ul, sum);

        ulong Ask() => _processes.Resolve(Pid, Base, 1500).Address + _processes.Resolve(Pid, Base, 2500).Address + _processes.Resolve(Pid, Base + 0x40, 5).Address;
    }

    private static RecordedProcesses Make(SymbolizerOptions options)
    {
        var processes = new RecordedProcesses(options);
        processes.Map(Pid, Base, 0x1000, 0, "//anon");
        return processes;
    }

    private void MapDump(JitDumpBuilder dump)
    {
        string path = Path.Combine(_folder, "jit-7.dump");
        File.WriteAllBytes(path, dump.ToArray());
        _processes.Map(Pid, Base * 3, 0x1000, 0, path);
    }
}
