using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Analysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Every message as a user reads it, in one file to be read by those who change one: does it say what to do?</summary>
public sealed class MessageListTests
{
    private const string Head = "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\n";
    private const string Map = "map events 1 hash 1 2 4 8 16 0\n";
    private const string Ring = "map events 27 ringbuf 0 0 0 0 4096 0\n";
    private const string Tagged = "type 2 struct s 4 4\n  field kind 1 0 0\n";

    private static readonly string[] Descriptions =
    [
        Head + "nonsense\n",
        "sonde-bpf 9\n",
        Head + "type 2 struct event 8 4\n  field low 1 0 33\n" + Map,
        Head + "type 2 union nothing 0 1\n" + Map,
        Head + "type 2 struct event 8 4\n  field none 3 96 0\ntype 3 array 1 0\n" + Map,
        Head + "type 2 struct event 16 16\n  field wide 3 0 0\ntype 3 float long_double 16\n" + Map,
        Head + "type 2 array 1 262145\n" + Map,
        Head + "section .bss 67108865\n  variable count 1 0 4 global\n",
        Head + "type 2 struct event 8 4\n  field task 3 0 0\ntype 3 forward task_struct struct\n" + Map,
        Head + "type 2 forward task_struct struct\nexport 2\n",
        Head + "type 2 struct event 8 4\n  field self 2 0 0\n" + Map,
        Head + "type 2 struct event 16 4\n  field id 1 0 0\n" + Map,
        Head + "section .bss 8\n  variable count 1 0 8 global\n",
        Head + "type 2 float long_double 16\nsection .bss 16\n  variable odd 2 0 16 static\n",
        Head + "map events 34 insn_array 1 1 4 4 16 0\n",
        Head + "map events 1 hash 0 0 4 0 16 0\n",
        Head + "type 2 enum large 8 unsigned\nexport 2\n",
        Head + "type 2 struct big 4089 1\n  field kind 1 0 0\nmap events 27 ringbuf 0 2 0 4089 4096 0\n",
        Head + "type 2 struct s 4 4\n  field kind 3 0 0\ntype 3 float float 4\n" + Ring + "  record ONE 1 2\n",
        Head + Tagged + Ring + "  record ONE 1 2\n  record UNO 1 2\n",
        Head + Tagged + "map events 1 hash 1 1 4 4 8 0\n  record ONE 1 2\n",
        Head + "type 2 struct s 20 4\n  field kind 1 0 0\n  field odd 3 32 0\ntype 3 float long_double 16\n" + Ring + "  record ONE 1 2\n",
        Head + "type 2 enum level 4 unsigned\n  value LOW 0\nexport 2 kernel\n",
    ];

    private static readonly string[] Code =
    [
        "struct Key { public int A; public long B; } [SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; map.Delete(key); }",
        "void M(Samples.Tool tool) => tool.Object.GetMap(\"counts\").AsHashMap<long, ulong>();",
        "void M(Samples.Tool tool) => tool.Object.GetMap(\"nets\").AsLpmTrie<long, ulong>();",
        "BpfMapOptions M() => BpfMapOptions.Of<long, int>(BpfMapType.Array, \"m\", 4);",
        "void M() { Samples.Tool.Open().Load(); }",
        "void M() { BpfMap.OpenPinned(\"/sys/fs/bpf/m\"); }",
        "void M(Samples.Tool tool) { var view = tool.Maps.Slots.MapMemory(); view[0] = 1; }",
        "void M() { BpfRunStatistics.Enable(); }",
        "[InlineArray(1024)] struct Page { private int _e; } void M(Samples.Tool tool) => tool.Object.GetMap(\"events\").AsRingBuffer<Page>();",
        "void M() { var tool = Samples.Tool.Open(); ref var bss = ref tool.Bss; tool.Dispose(); bss.Count = 1; }",
    ];

    [Fact]
    public void Messages_are_as_listed()
    {
        List<Diagnostic> found =
        [
            .. Descriptions.SelectMany(text => Driver.Run(new BpfItem("a", text)).Diagnostics),
            .. Driver.Run(new BpfItem("a", Head) { ClassName = "1a" }).Diagnostics,
            .. Driver.Run(new BpfItem("a", Head) { ClassName = "Maps" }).Diagnostics,
            .. Driver.Run(new BpfItem("a", Head), new BpfItem("b", Head)).Diagnostics,
            .. Code.SelectMany(source => AnalyzerRun.Analyze(AnalyzerRun.Parse(source).Source)),
        ];
        var text = new StringBuilder();
        foreach (Diagnostic diagnostic in found.OrderBy(diagnostic => diagnostic.Id, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{diagnostic.Id} {diagnostic.DefaultSeverity}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n");

        IEnumerable<string> all = Enum.GetValues<ProblemKind>().Select(ProblemText.IdOf)
            .Concat(AnalyzerRun.All.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id));
        Assert.Equal(all.Order(StringComparer.Ordinal), found.Select(diagnostic => diagnostic.Id).Distinct().Order(StringComparer.Ordinal));
        Golden.Matches("messages.md", text.ToString());
    }
}
