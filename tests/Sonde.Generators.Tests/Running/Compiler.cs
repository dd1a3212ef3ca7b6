using System.Reflection;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Tests.Running;

/// <summary>Compiles generated code as a net8.0 project would that takes every warning for an error.</summary>
internal static class Compiler
{
    private static readonly CSharpCompilationOptions Strict = new(
        OutputKind.DynamicallyLinkedLibrary,
        generalDiagnosticOption: ReportDiagnostic.Error,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 9999);

    public static CSharpCompilation Empty { get; } = CSharpCompilation.Create("Generated", [Stub("SondeBpf.cs"), Stub("KernelPointer.cs"), Usings()], Net80.References.All, Strict);

    public static Diagnostic[] Check(params string[] sources) =>
        [.. WithSources(sources).GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    public static Assembly Load(params string[] sources)
    {
        using var image = new MemoryStream();
        var result = WithSources(sources).Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }

    private static CSharpCompilation WithSources(string[] sources) =>
        Empty.AddSyntaxTrees(sources.Select(source => CSharpSyntaxTree.ParseText(source, Driver.Language)));

    private static SyntaxTree Usings() => CSharpSyntaxTree.ParseText("global using System;", Driver.Language);

    private static SyntaxTree Stub(string name)
    {
        using var reader = new StreamReader(typeof(Compiler).Assembly.GetManifestResourceStream(name)!);
        // Without documentation: only the generated code's is under test.
        return CSharpSyntaxTree.ParseText(reader.ReadToEnd(), Driver.Language.WithDocumentationMode(DocumentationMode.None));
    }
}
