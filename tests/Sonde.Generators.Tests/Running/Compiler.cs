using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Tests.Running;

/// <summary>Compiles generated code as a project would that takes every warning for an error: for net8.0 unless said otherwise.</summary>
internal static class Compiler
{
    private static readonly CSharpCompilationOptions Strict = new(
        OutputKind.DynamicallyLinkedLibrary,
        generalDiagnosticOption: ReportDiagnostic.Error,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 9999);

    public static CSharpCompilation Empty { get; } = For(Net80.References.All, Driver.Language);

    private static readonly CSharpParseOptions Preview = Driver.Language.WithLanguageVersion(LanguageVersion.Preview);

    private static readonly CSharpCompilation Newest = For(RunningFramework(), Preview);

    public static Diagnostic[] Check(params string[] sources) => Check(WithSources(sources));

    /// <summary>The same for net10.0 and the newest language of this compiler.</summary>
    public static Diagnostic[] CheckNewest(string source) => Check(Newest.AddSyntaxTrees(CSharpSyntaxTree.ParseText(source, Preview)));

    public static Assembly Load(params string[] sources) => Load(WithSources(sources));

    /// <summary>As a project loads it that has its arithmetic checked for overflow.</summary>
    public static Assembly LoadChecked(string source)
    {
        CSharpCompilation compilation = WithSources([source]);
        return Load(compilation.WithOptions(compilation.Options.WithOverflowChecks(true)));
    }

    public static Assembly LoadUnsafe(string source)
    {
        CSharpCompilation compilation = WithSources([source]);
        return Load(compilation.WithOptions(compilation.Options.WithAllowUnsafe(true)));
    }

    private static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }

    private static Diagnostic[] Check(Compilation compilation) =>
        [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    private static CSharpCompilation WithSources(string[] sources) =>
        Empty.AddSyntaxTrees(sources.Select(source => CSharpSyntaxTree.ParseText(source, Driver.Language)));

    private static CSharpCompilation For(IEnumerable<MetadataReference> references, CSharpParseOptions language) => CSharpCompilation.Create(
        "Generated",
        [Stub("SondeBpf.cs", language), Stub("KernelPointer.cs", language), CSharpSyntaxTree.ParseText("global using System;", language)],
        references,
        Strict);

    // net10.0, which the tests run on; no package has its reference assemblies.
    private static IEnumerable<MetadataReference> RunningFramework()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => MetadataReference.CreateFromFile(path));
    }

    private static SyntaxTree Stub(string name, CSharpParseOptions language)
    {
        using var reader = new StreamReader(typeof(Compiler).Assembly.GetManifestResourceStream(name)!);
        // Without documentation: only the generated code's is under test.
        return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), language.WithDocumentationMode(DocumentationMode.None));
    }
}
