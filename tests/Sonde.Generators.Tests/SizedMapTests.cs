using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Maps that are declared with sizes in place of types, <c>__uint(key_size, 4)</c>.</summary>
public sealed class SizedMapTests
{
    [Theory]
    [InlineData("1 hash 0 0 4 8", "BpfHashMap<uint, ulong>")]
    [InlineData("1 hash 1 0 4 2", "BpfHashMap<int, ushort>")]
    [InlineData("2 array 0 0 4 24", "BpfArray<global::Samples.Program1.Bytex24>")]
    [InlineData("5 percpu_hash 0 0 16 1", "BpfPerCpuHashMap<global::Samples.Program1.Bytex16, byte>")]
    [InlineData("11 lpm_trie 0 0 8 8", "BpfLpmTrie<uint, ulong>")]
    [InlineData("13 hash_of_maps 0 0 4 4", "BpfHashOfMaps<uint>")]
    [InlineData("18 sockhash 0 0 20 4", "BpfSocketHash<global::Samples.Program1.Bytex20>")]
    [InlineData("22 queue 0 0 0 4", "BpfQueue<uint>")]
    [InlineData("23 stack 0 0 0 4", "BpfQueue<uint>")]
    public void Size_becomes_an_unsigned_integer_or_bytes(string map, string type)
    {
        // Twice: the second one finds the types of the first.
        string code = Generate($"map events {map} 16 0\nmap others {map} 16 0\n");
        Assert.Contains($"public global::Sonde.Bpf.{type} Events {{ get; }}", code, StringComparison.Ordinal);
        Assert.Contains($"public global::Sonde.Bpf.{type} Others {{ get; }}", code, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code));
    }

    [Fact]
    public void A_ring_without_a_record_type_stays_a_ring_of_bytes()
    {
        string code = Generate("map events 27 ringbuf 0 0 0 0 4096 0\nmap samples 4 perf_event_array 0 0 4 4 0 0\n");
        Assert.Contains("public global::Sonde.Bpf.RingBuffer Events { get; }", code, StringComparison.Ordinal);
        Assert.Contains("public global::Sonde.Bpf.PerfEventArray Samples { get; }", code, StringComparison.Ordinal);
    }

    private static string Generate(string maps)
    {
        var item = new BpfItem("a", "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\n" + maps);
        Assert.Empty(Driver.Run(item).Diagnostics);
        return Driver.Generate(item);
    }
}
