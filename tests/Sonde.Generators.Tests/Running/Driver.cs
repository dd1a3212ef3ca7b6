using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Tests.Running;

/// <summary>The generator in the compiler's own driver, with every step tracked.</summary>
internal static class Driver
{
    public static readonly CSharpParseOptions Language =
        new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    public static GeneratorDriver Create(params BpfItem[] items) => CSharpGeneratorDriver.Create(
        [new BpfObjectGenerator().AsSourceGenerator()],
        items.Select(item => (AdditionalText)new TextFile(item.Path, item.Text)),
        Language,
        Options(items),
        new GeneratorDriverOptions(default, trackIncrementalGeneratorSteps: true));

    public static Metadata Options(BpfItem[] items) =>
        new(items.DistinctBy(item => item.Path).ToDictionary(item => item.Path, item => item.Metadata));

    public static GeneratorRunResult Run(params BpfItem[] items) => Run(Create(items), Compiler.Empty).Result;

    public static (GeneratorDriver Driver, GeneratorRunResult Result) Run(GeneratorDriver driver, Compilation compilation)
    {
        driver = driver.RunGenerators(compilation);
        return (driver, driver.GetRunResult().Results.Single());
    }

    /// <summary>The only file that <paramref name="item"/> ends in.</summary>
    public static string Generate(BpfItem item)
    {
        GeneratorRunResult result = Run(item);
        Assert.Null(result.Exception);
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return result.GeneratedSources.Single().SourceText.ToString();
    }
}
