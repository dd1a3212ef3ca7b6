using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Sonde.Generators.Analysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests.Analysis;

/// <summary>All analyzers over one file, against the runtime library itself and a class generated for <see cref="Tool"/>.</summary>
internal static class AnalyzerRun
{
    private const string Description = """
        sonde-bpf 1
        source tool.bpf.c
        license GPL
        type 1 int unsigned_int 4 unsigned
        type 2 int unsigned_long_long 8 unsigned
        type 3 struct key 16 8
          field a 1 0 0
          field b 2 64 0
        type 4 array 2 16
        map counts 1 hash 3 2 16 8 64 0
        map slots 2 array 1 2 4 8 4 1024
        map events 27 ringbuf 0 0 0 0 4096 0
        map queued 22 queue 0 2 0 8 4 0
        map nets 11 lpm_trie 3 2 16 8 4 1
        map later 27 ringbuf 0 0 0 0 0 0
        map rounded 27 ringbuf 0 0 0 0 100 0
        section .bss 136
          variable count 2 0 8 global
          variable slots 4 8 128 global
        section .rodata 4
          variable pid 1 0 4 global
        program on_open tracepoint/syscalls/sys_enter_openat

        """;

    private const string Usings =
        "using System; using System.Runtime.CompilerServices; using System.Runtime.InteropServices; using System.Threading.Tasks; using Sonde.Bpf; ";

    public static readonly BpfItem Tool = new("tool", Description) { ClassName = "Tool", ResourceName = "tool.bpf.o" };

    public static readonly ImmutableArray<DiagnosticAnalyzer> All =
        [new KeyPaddingAnalyzer(), new MapSizeAnalyzer(), new DisposalAnalyzer(), new MappedMemoryAnalyzer()];

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp12);

    private static readonly CSharpCompilation Base = CSharpCompilation.Create(
        "Analyzed",
        [CSharpSyntaxTree.ParseText(Driver.Generate(Tool), Language)],
        References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>
    /// Asserts that the places between <c>[|</c> and <c>|]</c> are found, each once, and no others. The source is a file, members of a class
    /// or the statements of a method.
    /// </summary>
    public static void Finds(string id, string marked)
    {
        (string source, List<TextSpan> wanted) = Parse(marked);
        Diagnostic[] found = Analyze(source);
        Assert.All(found, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.Equal(
            wanted.Select(span => source.Substring(span.Start, span.Length) + "@" + span.Start),
            found.Select(diagnostic => diagnostic.Location.SourceSpan).Order().Select(span => source.Substring(span.Start, span.Length) + "@" + span.Start));
    }

    public static void FindsNothing(string source) => Finds("none", source);

    public static string[] Messages(string source) =>
        [.. Analyze(Parse(source).Source).Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))];

    public static Diagnostic[] Analyze(string source, bool isWhole = true)
    {
        CSharpCompilation compilation = Compile(source);
        if (isWhole)
            Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        var options = new AnalyzerOptions(
            [new TextFile(Tool.Path, Tool.Text)],
            new Running.Metadata(new Dictionary<string, IReadOnlyDictionary<string, string>> { [Tool.Path] = Tool.Metadata }));
        return [.. compilation.WithAnalyzers(All, options).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().OrderBy(d => d.Location.SourceSpan)];
    }

    public static CSharpCompilation Compile(string source) => Base.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, Language, "Code.cs"));

    public static (string Source, List<TextSpan> Marks) Parse(string marked)
    {
        string text = Usings + (marked.Contains("class ", StringComparison.Ordinal) ? marked : $"class Code {{ {marked} }}");
        List<TextSpan> spans = [];
        for (int start = text.IndexOf("[|", StringComparison.Ordinal); start >= 0; start = text.IndexOf("[|", StringComparison.Ordinal))
        {
            text = text.Remove(start, 2);
            int end = text.IndexOf("|]", StringComparison.Ordinal);
            text = text.Remove(end, 2);
            spans.Add(TextSpan.FromBounds(start, end));
        }

        return (text, spans);
    }

    private static IEnumerable<MetadataReference> References()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework || Path.GetFileName(path) is "Sonde.Bpf.dll" or "Sonde.Kernel.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
