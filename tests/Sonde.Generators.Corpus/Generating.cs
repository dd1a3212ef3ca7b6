using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sonde.Generators.Tests.Running;
using Metadata = Sonde.Generators.Tests.Running.Metadata;

namespace Sonde.Generators.Corpus;

/// <summary>The generator in the compiler's driver, as a build runs it.</summary>
internal static class Generating
{
    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp12);

    private static readonly CSharpCompilation Empty = CSharpCompilation.Create("Empty");

    public static void Generate(CorpusObject corpusObject, int number)
    {
        var item = new BpfItem(corpusObject.Name, corpusObject.Description!) { Namespace = $"Corpus.Object{number}", ClassName = "Generated" };
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new BpfObjectGenerator().AsSourceGenerator()],
            [new TextFile(item.Path, item.Text)],
            Language,
            new Metadata(new Dictionary<string, IReadOnlyDictionary<string, string>> { [item.Path] = item.Metadata }));
        GeneratorRunResult result = driver.RunGenerators(Empty).GetRunResult().Results.Single();
        corpusObject.Exception = result.Exception;
        foreach (Diagnostic diagnostic in result.Diagnostics)
        {
            corpusObject.Diagnostics.Add($"{diagnostic.Id}: {diagnostic.GetMessage(null)}");
            corpusObject.HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
        }

        if (result.GeneratedSources is [{ } source])
            corpusObject.Code = source.SourceText.ToString();
    }
}
