using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>What is wrong with a definition that the kernel refuses.</summary>
public sealed class CreationTests
{
    public CreationTests() => TestKernel.Require(KernelFeatures.Bpf);

#pragma warning disable SONDE032 // On purpose.
    public static TheoryData<BpfMapOptions, string> Wrong => new()
    {
        { new() { Type = BpfMapType.RingBuffer, Name = "ring", MaxEntries = 5000 }, "a power of two, and whole pages." },
        { new() { Type = BpfMapType.LpmTrie, Name = "trie", KeySize = 8, ValueSize = 8, MaxEntries = 16 }, "A trie needs BpfMapFlags.NoPreallocation." },
        { new() { Type = BpfMapType.Array, Name = "array", KeySize = 8, ValueSize = 8, MaxEntries = 16 }, "The key of an array is its index, 4 bytes." },
        { new() { Type = BpfMapType.Queue, Name = "queue", KeySize = 4, ValueSize = 8, MaxEntries = 16 }, "It has no key." },
        { new() { Type = BpfMapType.Hash, Name = "hash", KeySize = 4, ValueSize = 8, MaxEntries = 0 }, "It needs at least one entry." },
    };
#pragma warning restore SONDE032

    [Theory]
    [MemberData(nameof(Wrong))]
    public void The_rule_of_the_type_that_was_broken_is_said(BpfMapOptions options, string rule)
    {
        var e = Assert.Throws<BpfException>(() => BpfMap.Create(options));
        Assert.EndsWith(rule, e.Message, StringComparison.Ordinal);
    }
}
