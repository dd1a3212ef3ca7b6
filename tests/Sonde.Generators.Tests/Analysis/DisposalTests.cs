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
    [InlineData("void M(BpfLink link) { var [|iterator|] = link.OpenIterator(); iterator.ReadText(); }")]
    [InlineData("void M(BpfArena arena) { var [|view|] = arena.MapMemory(); view.At<int>(0) = 1; }")]
    [InlineData("int M() { var [|tool|] = Samples.Tool.Open(); return tool.GetHashCode(); }")]
    public void An_owner_that_is_lost_is_found(string method) => AnalyzerRun.Finds("SONDE033", method);

    [Theory]
    [InlineData("void M() { [|Samples.Tool.Open()|].Load(); }")]
    [InlineData("void M() => [|Samples.Tool.Open()|].Attach();")]
    [InlineData("void M() => _ = [|Samples.Tool.Open()|].Attach();")]
    [InlineData("void M() { [|Samples.Tool.Open()|].Object.Load(); }")]
    [InlineData("void M() { ([|Samples.Tool.Open()|]).Maps.Counts.Delete(default); }")]
    [InlineData("void M() { [|Samples.Tool.Open()|].Rodata.Pid = 1; }")]
    [InlineData("void M() { [|Samples.Tool.Open()|].Attach().Dispose(); }")]
    [InlineData("void M(RingHandler<int> handler) { [|BpfObject.OpenFile(\"a\")|].GetMap(\"events\").AsRingBuffer<int>().Subscribe(handler); }")]
    [InlineData("ulong M() { return [|Samples.Tool.Open()|].Bss.Count; }")]
    [InlineData("void M() { uint entries = [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].MaxEntries; Console.WriteLine(entries); }")]
    [InlineData("string M() => [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].Name;")]
    [InlineData("void M() { Console.WriteLine([|BpfProgramHandle.FromId(1)|].Name.Length); }")]
    [InlineData("void M() { var [|o|] = Samples.Tool.Open().Object; o.Load(); }")]
    [InlineData("void M() { Action a = () => [|Samples.Tool.Open()|].Load(); a(); }")]
    [InlineData("bool M() => [|Samples.Tool.Open()|].Maps.Counts.GetEnumerator().MoveNext();")]
    // What such a member makes is an owner beside the first.
    [InlineData("BpfMap M() => [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].CreateLike();")]
    [InlineData("void M() { using var copy = [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].CreateLike(); }")]
    [InlineData("void M() { [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].CreateLike().Dispose(); }")]
    [InlineData("void M() { var [|copy|] = [|BpfMap.OpenPinned(\"/sys/fs/bpf/m\")|].CreateLike(); copy.Freeze(); }")]
    [InlineData("BpfMap M(BpfMapOptions options) => [|BpfMap.Create(options)|].AsArrayOfMaps().CreateInner();")]
    [InlineData("void M(BpfMap outer) { var [|inner|] = outer.AsHashOfMaps<int>().CreateInner(); inner.Freeze(); }")]
    [InlineData("BpfIterator M() => [|BpfLink.OpenPinned(\"/sys/fs/bpf/l\")|].OpenIterator();")]
    [InlineData("void M() { using var view = [|Samples.Tool.Open()|].Maps.Slots.MapMemory(); }")]
    public void An_owner_of_which_only_a_member_is_used_is_found(string method) => AnalyzerRun.Finds("SONDE033", method);

    [Theory]
    [InlineData("void M() { Samples.Tool.Open().Dispose(); }")]
    [InlineData("async Task M() { await Samples.Tool.Open().DisposeAsync(); }")]
    [InlineData("void M() { Samples.Tool.Open().Object.Dispose(); }")]
    [InlineData("void M() { ((IDisposable)Samples.Tool.Open()).Dispose(); }")]
    [InlineData("void M() { BpfMap.OpenPinned(\"/sys/fs/bpf/m\").AsArray<int>().Map.Dispose(); }")]
    [InlineData("void M() { using BpfObject o = Samples.Tool.Open().Object; o.Load(); }")]
    [InlineData("BpfObject M() => Samples.Tool.Open().Object;")]
    // Who has the map, its links or an array of it may know what it is part of.
    [InlineData("void M() { BpfArray<int> all = BpfMap.OpenPinned(\"/sys/fs/bpf/m\").AsArray<int>(); all.Map.Dispose(); }")]
    [InlineData("BpfLinks M() => Samples.Tool.Open().Attach();")]
    [InlineData("Action M() => Samples.Tool.Open().Load;")]
    [InlineData("void M(System.Collections.Generic.List<object> all) { all.Add(Samples.Tool.Open().Maps); }")]
    public void A_chain_that_ends_its_owner_or_may_keep_it_is_not(string method) => AnalyzerRun.FindsNothing(method);

    [Theory]
    [InlineData("void M() { Samples.Tool.Open().Keep(); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); tool.Keep(); }")]
    [InlineData("void M() { using var tool = Samples.Tool.Open().Started(); }")]
    [InlineData("Samples.Tool M() => Samples.Tool.Open().Started();")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); Console.WriteLine(tool.Own); }")]
    [InlineData("void M() { Samples.Tool.Open().Started(); }")]
    [InlineData("void M() { Samples.Tool.Shared(); }")]
    [InlineData("void M(Samples.Tool tool) { tool.Open(1); }")]
    public void What_a_users_part_of_the_class_does_is_its_own_business(string method) => AnalyzerRun.FindsNothing(
        "class Code { " + method + " } namespace Samples { partial class Tool { static readonly System.Collections.Generic.List<Tool> s_all = new(); "
        + "public void Keep() => s_all.Add(this); public Tool Started() { Load(); return this; } public object Own => this; "
        + "public static Tool Shared() => s_all[0]; public Tool Open(int index) => s_all[index]; } }");

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
    [InlineData("void M(Samples.Tool tool) { var link = tool.Programs.OnOpen.Program.Attach(); Console.WriteLine(link.Target); }")]
    [InlineData("static BpfMap Shared() => null!; void M() { var map = Shared(); Console.WriteLine(map.Name); }")]
    [InlineData("class Code { void M() { Shared.Open(); } static class Shared { public static Samples.Tool Open() => null!; } }")]
    [InlineData("class Code { void M() { Own.Open(); } sealed class Own { public BpfObject Object => null!; public static Own Open() => new(); } }")]
    [InlineData("class Code { void M() { Own.Open(); } [System.CodeDom.Compiler.GeneratedCode(\"Other\", \"1\")] sealed class Own { public BpfObject Object => null!; public static Own Open() => new(); } }")]
    [InlineData("void M(RingBuffer<int> ring) { ring.Subscribe((in int e) => { }); }")]
    [InlineData("void M(RingBuffer<int> ring) { var subscription = ring.Subscribe((in int e) => { }); Console.WriteLine(subscription.Completion); }")]
    [InlineData("void M(Samples.Tool tool) { var map = tool.Object.GetMap(\"counts\"); Console.WriteLine(map); }")]
    [InlineData("void M() { using var stream = System.IO.File.OpenRead(\"a\"); var other = System.IO.File.OpenRead(\"b\"); other.ReadByte(); }")]
    public void What_is_disposed_kept_or_owned_by_another_is_not(string method) => AnalyzerRun.FindsNothing(method);

    [Fact]
    public void The_message_says_what_is_lost() => Assert.Equal(
        ["This 'Tool' is not disposed, and nothing else holds it: what it attached stays so until the garbage collector comes by; declare it with 'using'"],
        AnalyzerRun.Messages("void M() { var tool = Samples.Tool.Open(); tool.Load(); }"));
}
