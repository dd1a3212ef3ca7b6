using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using Sonde.CodeFixes;

namespace Sonde.Generators.Tests.Analysis;

/// <summary>What an editor offers, before and after; the result is free of what was found.</summary>
public sealed class CodeFixTests
{
    private const string Key = "struct Key { public int A; public long B; } ";

    [Fact]
    public Task A_key_begins_with_default() => Fixes(
        new ClearKeyCodeFix(),
        Key + "[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key; key.A = 1; key.B = 2; map.Delete(key); }",
        Key + "[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key key = default; key.A = 1; key.B = 2; map.Delete(key); }");

    [Fact]
    public Task One_of_several_keys_begins_with_default() => Fixes(
        new ClearKeyCodeFix(),
        Key + "[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key a = default, b; b.A = 1; b.B = 2; map.Delete(a); map.Delete(b); }",
        Key + "[SkipLocalsInit] void M(BpfHashMap<Key, int> map) { Key a = default, b = default; b.A = 1; b.B = 2; map.Delete(a); map.Delete(b); }");

    [Fact]
    public Task A_declaration_gets_using() => Fixes(
        new DisposeCodeFix(),
        "void M()\n{\n    // The tool.\n    var tool = Samples.Tool.Open(); // opened\n    tool.Load();\n}",
        "void M()\n{\n    // The tool.\n    using var tool = Samples.Tool.Open(); // opened\n    tool.Load();\n}");

    [Theory]
    [InlineData("void M(int n) { switch (n) { case 1: var tool = Samples.Tool.Open(); tool.Load(); break; } }")]
    [InlineData("void M() { BpfObject a = BpfObject.OpenFile(\"a\"), b = BpfObject.OpenFile(\"b\"); a.Load(); b.Dispose(); }")]
    [InlineData("void M() { Samples.Tool.Open(); }")]
    public async Task Where_a_declaration_cannot_have_using_nothing_is_offered(string source) =>
        Assert.Empty((await Offer(new DisposeCodeFix(), source)).Actions);

    [Fact]
    public async Task A_buffer_that_is_not_cleared_has_no_obvious_cure() =>
        Assert.Empty((await Offer(new ClearKeyCodeFix(), Key + "void M(BpfHashMap<Key, int> map) { var keys = GC.AllocateUninitializedArray<Key>(2); map.Delete(keys[0]); }")).Actions);

    [Fact]
    public void Each_fix_can_be_applied_everywhere() =>
        Assert.All((CodeFixProvider[])[new ClearKeyCodeFix(), new DisposeCodeFix()], fix => Assert.Same(WellKnownFixAllProviders.BatchFixer, fix.GetFixAllProvider()));

    private static async Task Fixes(CodeFixProvider provider, string before, string after)
    {
        (Document document, List<CodeAction> actions) = await Offer(provider, before);
        var operations = await Assert.Single(actions).GetOperationsAsync(CancellationToken.None);
        Solution changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
        SourceText text = await changed.GetDocument(document.Id)!.GetTextAsync();
        Assert.Equal(AnalyzerRun.Parse(after).Source, text.ToString());
        AnalyzerRun.FindsNothing(after);
    }

    private static async Task<(Document Document, List<CodeAction> Actions)> Offer(CodeFixProvider provider, string marked)
    {
        string source = AnalyzerRun.Parse(marked).Source;
        using var workspace = new AdhocWorkspace();
        Document document = workspace.AddProject("Project", LanguageNames.CSharp).AddDocument("Code.cs", source);
        Diagnostic found = Assert.Single(AnalyzerRun.Analyze(source));
        Assert.Contains(found.Id, provider.FixableDiagnosticIds);
        SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
        Diagnostic here = Diagnostic.Create(found.Descriptor, Location.Create(tree, found.Location.SourceSpan));
        List<CodeAction> actions = [];
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => actions.Add(action), CancellationToken.None));
        return (document, actions);
    }
}
