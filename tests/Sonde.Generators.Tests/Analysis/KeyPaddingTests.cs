namespace Sonde.Generators.Tests.Analysis;

/// <summary>Where the padding of a key is whatever lay in memory, and where it is not.</summary>
public sealed class KeyPaddingTests
{
    private const string Key = "struct Key { public int A; public long B; } struct Full { public int A; public int B; } ";

    [Theory]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key [|key|]; key.A = 1; key.B = 2; map.Update(key, 1); }")]
    [InlineData("[SkipLocalsInit] bool M(BpfHashMap<Key, int> map) { Key [|key|]; key.A = 1; key.B = 2; return map.TryGetValue(key, out _) || map.Delete(in key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key [|key|]; Unsafe.SkipInit(out key); key.A = 1; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfPerCpuHashMap<Key, int> map, int[] values) { Key [|key|]; key.A = 1; key.B = 2; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfBloomFilter<Key> map) { Key [|key|]; key.A = 1; key.B = 2; map.MightContain(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfLpmTrie<Key, int> map) { Key [|key|]; key.A = 1; key.B = 2; map.Delete(key, 8); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { void Inner() { Key [|key|]; key.A = 1; key.B = 2; map.Delete(key); } Inner(); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> [|keys|] = stackalloc Key[2]; keys[0].A = 1; keys[0].B = 2; map.Delete(keys[0]); }")]
    [InlineData("void M(BpfHashMap<Key, int> map) { Key[] [|keys|] = GC.AllocateUninitializedArray<Key>(2); keys[0].A = 1; keys[0].B = 2; map.Delete(keys[0]); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> [|keys|] = stackalloc Key[2]; for (int i = 0; i < keys.Length; i++) keys[i].A = i; map.Delete(keys[0]); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> [|keys|] = stackalloc Key[2]; keys[0].A = 1; keys[1].A = 2; map.UpdateBatch(keys, new int[2]); }")]
    [InlineData("[SkipLocalsInit] Key M(BpfHashMap<Key, int> map) { Key [|key|]; key.A = 1; key.B = 2; map.Delete(key); return key; }")]
    [InlineData("[SkipLocalsInit] long M(BpfHashMap<Key, int> map) { Key [|key|]; key.A = 1; key.B = 2; map.Delete(key); Key copy = key; object boxed = key; return copy.B + boxed.GetHashCode(); }")]
    public void A_key_that_nothing_clears_is_found(string method) => AnalyzerRun.Finds("SONDE031", Key + method);

    [Fact]
    public void The_attribute_counts_on_a_type_a_property_and_the_module()
    {
        const string body = "Key [|key|]; key.A = 1; key.B = 2; map.Delete(key);";
        AnalyzerRun.Finds("SONDE031", $"[SkipLocalsInit] class Code {{ {Key} void M(BpfHashMap<Key, int> map) {{ {body} }} }}");
        AnalyzerRun.Finds("SONDE031", $"[module: SkipLocalsInit] class Code {{ {Key} void M(BpfHashMap<Key, int> map) {{ {body} }} }}");
        AnalyzerRun.Finds("SONDE031", Key + $"BpfHashMap<Key, int> map = null!; [SkipLocalsInit] int P {{ get {{ {body} return 1; }} }}");
    }

    [Fact]
    public void A_generated_key_is_found() =>
        AnalyzerRun.Finds("SONDE031", "[SkipLocalsInit] void M(Samples.Tool tool) { Samples.Tool.Key [|key|]; key.A = 1; key.B = 2; tool.Maps.Counts.Delete(key); }");

    [Theory]
    [InlineData("void M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key = default; key.A = 1; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { var key = new Key { A = 1, B = 2 }; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { map.Delete(new Key { A = 1, B = 2 }); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; key = default; key.A = 1; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Full, int> map) { Full key; key.A = 1; key.B = 2; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<int, Key> map) { Key value; value.A = 1; value.B = 2; map.Update(1, value); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map, ReadOnlySpan<byte> bytes) { Key key = MemoryMarshal.Read<Key>(bytes); map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] async Task M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; await Task.Yield(); map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; Action a = () => map.Delete(key); a(); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; Fill(out key); key.A = 1; map.Delete(key); } static void Fill(out Key key) => key = default;")]
    [InlineData("[SkipLocalsInit] unsafe void M(BpfHashMap<Key, int> map) { Key key; Unsafe.InitBlock(&key, 0, (uint)sizeof(Key)); map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[2]; keys.Clear(); keys[0].A = 1; map.Delete(keys[0]); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[2]; keys[0] = default; keys[0].A = 1; map.Delete(keys[0]); }")]
    [InlineData("void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[2]; keys[0].A = 1; map.Delete(keys[0]); }")]
    [InlineData("void M(BpfHashMap<Key, int> map) { var keys = new Key[2]; keys[0].A = 1; map.Delete(keys[0]); }")]
    [InlineData("[SkipLocalsInit] void M(System.Collections.Generic.HashSet<Key> set) { Key key; key.A = 1; key.B = 2; set.Add(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<(int, long), int> map) { (int A, long B) key; key.A = 1; key.B = 2; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(System.Collections.Generic.Dictionary<Key, int> own) { Key key; key.A = 1; key.B = 2; own.Remove(key); }")]
    [InlineData("[SkipLocalsInit] System.Collections.Generic.IEnumerable<int> M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; yield return map.Delete(key) ? 1 : 0; }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[1] { default }; keys[0].A = 1; map.Delete(keys[0]); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[2]; Fill(keys); map.Delete(keys[0]); } static void Fill(Span<Key> keys) => keys.Clear();")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Span<Key> keys = stackalloc Key[2]; Fill(out keys[0]); map.Delete(keys[0]); } static void Fill(out Key key) => key = default;")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; Unsafe.SkipInit(out key); ref Key all = ref key; all = default; map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; Unsafe.SkipInit(out key); Unsafe.InitBlock(ref Unsafe.As<int, byte>(ref key.A), 0, 16); map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] unsafe void M(BpfHashMap<Key, int> map) { Key key; Unsafe.SkipInit(out key); Unsafe.InitBlock(&key.A, 0, 16); map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map, Key[] keys) { foreach (Key key in keys) map.Delete(key); }")]
    [InlineData("[SkipLocalsInit] void M(BpfHashMap<Key, int> map, RingBuffer<Key> ring) { foreach (ref readonly Key key in ring.Drain()) map.Delete(key); }")]
    [InlineData("struct Own { public int A; public long B; [System.Diagnostics.CodeAnalysis.UnscopedRef] public ref Own All => ref this; } [SkipLocalsInit] void M(BpfHashMap<Own, int> map) { Own key; Unsafe.SkipInit(out key); key.All = default; map.Delete(key); }")]
    public void A_key_that_is_cleared_or_has_no_padding_is_not(string method) => AnalyzerRun.FindsNothing(Key + method);

    [Fact]
    public void The_message_names_the_key() => Assert.Equal(
        ["The kernel compares all bytes of a key, and nothing clears the padding of 'key' here: begin with 'default'"],
        AnalyzerRun.Messages(Key + "[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; map.Delete(key); }"));
}
