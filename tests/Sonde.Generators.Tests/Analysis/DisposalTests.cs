namespace Sonde.Generators.Tests.Analysis;

/// <summary>What has to be disposed by whoever made it, and what belongs to an object.</summary>
public sealed class DisposalTests
{
    [Theory]
    [InlineData("void M() { var [|tool|] = Samples.Tool.Open(); tool.Load(); tool.Attach(); }")]
    [InlineData("void M() { Samples.Tool [|tool|] = Samples.Tool.Open(); tool.Rodata.Pid = 1; tool.Object.Load(); }")]
    [InlineData("void M() { var [|o|] = BpfObject.OpenFile(\"a.o\"); o.Load(); }")]
    [InlineData("void M() { [|BpfObject.OpenFile(\"a.o\")|]; }")]
    [InlineData("void M() { _ = [|Samples.Tool.Open()|]; }")]
    [InlineData("void M() { var [|map|] = BpfMap.Create(BpfMapOptions.Of<int, int>(BpfMapType.Hash, \"m\", 1)); map.AsHashMap<int, int>().Update(1, 2); }")]
    [InlineData("void M() { var [|map|] = BpfMap.OpenPinned(\"/sys/fs/bpf/m\"); Console.WriteLine(map.MaxEntries); }")]
    [InlineData("void M() { var [|link|] = BpfLink.OpenPinned(\"/sys/fs/bpf/l\"); Console.WriteLine(link.GetInfo()); }")]
    [InlineData("void M(Samples.Tool tool) { var [|view|] = tool.Maps.Slots.MapMemory(); view[0] = 1; }")]
    [InlineData("void M(BpfMap map) { var [|copy|] = map.CreateLike(); copy.Freeze(); }")]
    [InlineData("void M() { var [|program|] = BpfProgramHandle.FromId(1); Console.WriteLine(program.Name); }")]
    [InlineData("void M() { [|BpfRunStatistics.Enable()|]; }")]
    [InlineData("async Task M() { var [|tool|] = Samples.Tool.Open(); await Task.Yield(); tool.Load(); }")]
    [InlineData("void M() { Action a = () => { var [|tool|] = Samples.Tool.Open(); tool.Load(); }; a(); }")]
    public void An_owner_that_is_lost_is_found(string method) => AnalyzerRun.Finds("SONDE033", method);

    [Theory]
    [InlineData("void M() { using var tool = Samples.Tool.Open(); tool.Load(); }")]
    [InlineData("async Task M() { await using var tool = Samples.Tool.Open(); tool.Load(); }")]
    [InlineData("void M() { using (var tool = Samples.Tool.Open()) tool.Load(); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); using (tool) tool.Load(); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); try { tool.Load(); } finally { tool.Dispose(); } }")]
    [InlineData("async Task M() { var tool = Samples.Tool.Open(); try { tool.Load(); } finally { await tool.DisposeAsync(); } }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); tool.Object.Dispose(); }")]
    [InlineData("void M() { Samples.Tool? tool = Samples.Tool.Open(); tool?.Dispose(); }")]
    [InlineData("Samples.Tool M() { var tool = Samples.Tool.Open(); tool.Load(); return tool; }")]
    [InlineData("BpfObject M() { var tool = Samples.Tool.Open(); return tool.Object; }")]
    [InlineData("Samples.Tool M() => Samples.Tool.Open();")]
    [InlineData("Samples.Tool _tool = Samples.Tool.Open();")]
    [InlineData("Samples.Tool? _tool; void M() { var tool = Samples.Tool.Open(); _tool = tool; }")]
    [InlineData("Samples.Tool? _tool; void M() { _tool = Samples.Tool.Open(); }")]
    [InlineData("void M(System.Collections.Generic.List<IDisposable> all) { var tool = Samples.Tool.Open(); all.Add(tool); }")]
    [InlineData("void M(System.Collections.Generic.List<IDisposable> all) { all.Add(Samples.Tool.Open()); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); Action a = () => tool.Dispose(); a(); }")]
    [InlineData("(Samples.Tool, int) M() { var tool = Samples.Tool.Open(); return (tool, 1); }")]
    [InlineData("object[] M() { var tool = Samples.Tool.Open(); return [tool]; }")]
    // Links, subscriptions and rings belong to their object: dropping them loses nothing.
    [InlineData("void M(Samples.Tool tool) { tool.Attach(); }")]
    [InlineData("void M(Samples.Tool tool) { var links = tool.Attach(); Console.WriteLine(links.Count); }")]
    [InlineData("void M(Samples.Tool tool) { var link = tool.Programs.OnOpen.Program.Attach(); Console.WriteLine(link); }")]
    [InlineData("void M(RingBuffer<int> ring) { ring.Subscribe((in int e) => { }); }")]
    [InlineData("void M(RingBuffer<int> ring) { var subscription = ring.Subscribe((in int e) => { }); Console.WriteLine(subscription.Completion); }")]
    [InlineData("void M(Samples.Tool tool) { var map = tool.Object.GetMap(\"counts\"); Console.WriteLine(map); }")]
    [InlineData("void M() { using var stream = System.IO.File.OpenRead(\"a\"); var other = System.IO.File.OpenRead(\"b\"); other.ReadByte(); }")]
    public void What_is_disposed_kept_or_owned_by_another_is_not(string method) => AnalyzerRun.FindsNothing(method);

    [Fact]
    public void The_message_says_what_is_lost() => Assert.Equal(
        ["This 'Tool' is not disposed, and nothing else holds it: what it attached stays so until the garbage collector comes by"],
        AnalyzerRun.Messages("void M() { var tool = Samples.Tool.Open(); tool.Load(); }"));
}
