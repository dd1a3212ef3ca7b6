using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Tests.Analysis;

/// <summary>The analyzers over code as it is while someone types it.</summary>
public sealed class HalfTypedTests
{
    private const string Code = """
        [module: SkipLocalsInit]
        struct Key { public int A; public long B; }
        class Code
        {
            static ref ulong Run(BpfArray<long> array, bool early)
            {
                Key key; Unsafe.SkipInit(out key);
                key.A = 1;
                Span<Key> keys = stackalloc Key[2];
                keys[0].A = 1;
                var options = new BpfMapOptions { Type = BpfMapType.Array, KeySize = 8, ValueSize = sizeof(long), MaxEntries = 1 };
                var map = BpfMap.Create(options).AsHashMap<Key, int>();
                BpfObject.OpenFile("a");
                map.Update(in key, 1); map.Delete(keys[1]);
                using Samples.Tool tool = Samples.Tool.Open(), other = Samples.Tool.Open();
                Span<long> all;
                using (var view = array.MapMemory()) { all = view.AsSpan(); }
                all[0] = tool.Object.GetMap("slots").AsArray<int>()[1];
                (tool.Object.GetMap("events") as BpfMap)?.AsRingBuffer<Key>().Drain();
                ref var bss = ref tool.Bss; tool?.Dispose(); bss.Count = keys.Length switch { 1 => 2, _ => BpfMapOptions.Of<long, Key>(BpfMapType.Queue, "m", 4).MaxEntries };
                return ref tool.Bss.Count;
            }
        }
        """;

    [Fact]
    public void Code_that_ends_at_any_token_makes_no_analyzer_throw()
    {
        string source = AnalyzerRun.Parse(Code).Source;
        foreach (SyntaxToken token in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens())
            AssertNoFault(source[..token.Span.End]);
    }

    [Fact]
    public void Code_without_any_one_token_makes_no_analyzer_throw()
    {
        string source = AnalyzerRun.Parse(Code).Source;
        foreach (SyntaxToken token in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTokens())
            AssertNoFault(source.Remove(token.SpanStart, token.Span.Length));
    }

    [Fact]
    public void The_whole_code_is_found_fault_with() =>
        Assert.Equal(
            ["SONDE031", "SONDE032", "SONDE033", "SONDE035"],
            AnalyzerRun.Analyze(AnalyzerRun.Parse(Code).Source, isWhole: false).Select(diagnostic => diagnostic.Id).Distinct().Order());

    // What an analyzer throws becomes AD0001.
    private static void AssertNoFault(string source)
    {
        foreach (Diagnostic diagnostic in AnalyzerRun.Analyze(source, isWhole: false))
            Assert.True(diagnostic.Id.StartsWith("SONDE", StringComparison.Ordinal), $"{diagnostic}\n{source}");
    }
}
