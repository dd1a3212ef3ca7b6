namespace Sonde.Generators.Tests.Analysis;

/// <summary>References and spans behind the end of their owner.</summary>
public sealed class MappedMemoryTests
{
    [Theory]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; tool.Dispose(); Console.WriteLine([|bss|].Count); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref ulong count = ref tool.Bss.Count; count = 1; tool.Dispose(); [|count|] = 2; }")]
    [InlineData("async Task M() { var tool = Samples.Tool.Open(); await tool.DisposeAsync(); } void N() { var tool = Samples.Tool.Open(); ref var data = ref tool.Rodata; tool.Object.Load(); tool.Dispose(); if (true) { Console.WriteLine([|data|].Pid); } }")]
    [InlineData("void M(BpfObject o) { BpfObject own = o; ref readonly int x = ref own.ReadVariable<int>(\"x\"); own.Dispose(); Console.WriteLine([|x|]); }")]
    [InlineData("void M(BpfArray<long> array) { Span<long> all; using (var view = array.MapMemory()) { all = view.AsSpan(); all[0] = 1; } [|all|][1] = 2; }")]
    [InlineData("void M(BpfArray<long> array) { ReadOnlySpan<long> all; { using var view = array.MapMemory(); all = view.AsReadOnlySpan(); } Console.WriteLine([|all|][1]); }")]
    [InlineData("void M(BpfArray<long> array) { var view = array.MapMemory(); ref long first = ref view[0]; view.Dispose(); [|first|]++; }")]
    [InlineData("void M(BpfArena arena) { var view = arena.MapMemory(); ref int n = ref view.At<int>(8); var bytes = view.Slice(0, 8); view.Dispose(); [|n|] = 1; [|bytes|][0] = 1; }")]
    [InlineData("ref ulong M() { using var tool = Samples.Tool.Open(); return ref [|tool.Bss.Count|]; }")]
    [InlineData("Span<long> M(BpfArray<long> array) { using var view = array.MapMemory(); return [|view.AsSpan()|]; }")]
    [InlineData("ReadOnlySpan<long> M(BpfArray<long> array) { using var view = array.MapMemory(); Span<long> all = view.AsSpan(); return [|all|]; }")]
    [InlineData("void M(RingBuffer<long> ring) { var lease = ring.Lease(); if (!lease.MoveNext()) return; ref readonly long r = ref lease.Current; lease.Dispose(); Console.WriteLine([|r|]); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); var slots = tool.Bss.Slots.AsSpan(); tool.Dispose(); [|slots|][1] = 2; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref ulong slot = ref tool.Bss.Slots[1]; tool.Dispose(); [|slot|] = 2; }")]
    [InlineData("void M(BpfArray<long> array) { var view = array.MapMemory(); var some = view.AsSpan().Slice(1); view.Dispose(); [|some|][0] = 1; }")]
    [InlineData("Span<ulong> M() { using var tool = Samples.Tool.Open(); return [|tool.Bss.Slots.AsSpan()|]; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; tool.Dispose();[|bss|].Count = 1; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; tool.DisposeAsync(); Console.WriteLine([|bss|].Count); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref readonly int x = ref tool.Object.ReadVariable<int>(\"x\"); tool.Dispose(); Console.WriteLine([|x|]); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ulong zero = 0; ref ulong count = ref zero; count = ref tool.Bss.Count; tool.Dispose(); [|count|] = 1; }")]
    [InlineData("void M() { ref ulong Count() { using var tool = Samples.Tool.Open(); return ref [|tool.Bss.Count|]; } Count()++; }")]
    public void Memory_that_is_used_behind_the_end_of_its_owner_is_found(string method) => AnalyzerRun.Finds("SONDE035", method);

    [Theory]
    [InlineData("void M() { using var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; Console.WriteLine(bss.Count); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; Console.WriteLine(bss.Count); tool.Dispose(); }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ulong count = tool.Bss.Count; var copy = tool.Bss; tool.Dispose(); Console.WriteLine(count + copy.Count); }")]
    [InlineData("void M(bool early) { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; if (early) { tool.Dispose(); return; } Console.WriteLine(bss.Count); tool.Dispose(); }")]
    [InlineData("ulong M() { using var tool = Samples.Tool.Open(); return tool.Bss.Count; }")]
    [InlineData("ref ulong M(Samples.Tool tool) => ref tool.Bss.Count;")]
    [InlineData("Samples.Tool _tool = null!; ref ulong M() { return ref _tool.Bss.Count; }")]
    [InlineData("long[] M(BpfArray<long> array) { using var view = array.MapMemory(); return view.AsSpan().ToArray(); }")]
    [InlineData("void M(BpfArray<long> array, long[] other) { Span<long> all; using (var view = array.MapMemory()) { all = view.AsSpan(); } all = other; all[0] = 1; }")]
    [InlineData("void M(BpfArray<long> array) { using (var view = array.MapMemory()) { Span<long> all = view.AsSpan(); all[0] = 1; } }")]
    [InlineData("void M() { var a = Samples.Tool.Open(); using var b = Samples.Tool.Open(); ref var bss = ref b.Bss; a.Dispose(); bss.Count = 1; }")]
    [InlineData("void M() { Span<byte> bytes = stackalloc byte[8]; using (var s = new System.IO.MemoryStream()) { s.Write(bytes); } bytes[0] = 1; }")]
    [InlineData("void M(RingBuffer<long> ring) { foreach (ref readonly long r in ring.Drain()) Console.WriteLine(r); }")]
    [InlineData("void M(RingBuffer<long> ring) { using var lease = ring.Lease(); while (lease.MoveNext()) { ref readonly long r = ref lease.Current; Console.WriteLine(r); } lease.Commit(); }")]
    [InlineData("void M(BpfArray<long> array, long[] other) { var view = array.MapMemory(); Span<long> all = view.AsSpan(); all[0] = 1; all = other; view.Dispose(); all[0] = 1; }")]
    [InlineData("void Take(out Span<long> all) => all = default; void M(BpfArray<long> array) { var view = array.MapMemory(); Span<long> all = view.AsSpan(); view.Dispose(); Take(out all); all.Clear(); }")]
    [InlineData("void M() { using var tool = Samples.Tool.Open(); ref ulong Count() => ref tool.Bss.Count; Count()++; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); var copy = tool.Bss; var slots = copy.Slots.AsSpan(); tool.Dispose(); slots[1] = 2; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); ulong[] slots = tool.Bss.Slots.AsSpan().ToArray(); tool.Dispose(); slots[1] = 2; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); tool.Dispose(); ref var bss = ref tool.Bss; bss.Count = 1; }")]
    [InlineData("ref readonly int M(BpfObject o) { BpfObject own = o; ref readonly int x = ref own.ReadVariable<int>(\"x\"); return ref x; }")]
    [InlineData("Span<long> M(BpfArray<long> array, long[] other) { using var view = array.MapMemory(); Span<long> all = view.AsSpan(); all[0] = 1; all = other; return all; }")]
    [InlineData("void M() { var tool = Samples.Tool.Open(); Span<ulong> slots = tool.Bss.Slots.AsSpan().ToArray(); tool.Dispose(); slots[1] = 2; }")]
    [InlineData("class Code { void M() { var tool = Samples.Tool.Open(); Span<byte> copy = tool.Copy(); tool.Dispose(); copy[0] = 2; } } namespace Samples { partial class Tool { public byte[] Copy() => new byte[8]; } }")]
    public void Memory_whose_owner_lives_is_not(string method) => AnalyzerRun.FindsNothing(method);

    [Fact]
    public void The_message_names_the_memory_and_its_owner() => Assert.Equal(
        ["'bss' is memory of 'tool', which is disposed before this; copy what is needed"],
        AnalyzerRun.Messages("void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; tool.Dispose(); bss.Count = 1; }"));
}
