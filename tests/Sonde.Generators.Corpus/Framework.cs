using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Corpus;

/// <summary>A framework that users build for, with Sonde's own libraries for it, and its language.</summary>
internal sealed class Framework
{
    private readonly CSharpParseOptions _language;
    private readonly CSharpCompilation _empty;

    private Framework(string name, LanguageVersion language, IEnumerable<MetadataReference> framework)
    {
        Name = name;
        _language = new CSharpParseOptions(language, DocumentationMode.Diagnose);
        Libraries = $"{typeof(Framework).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Libraries").Value}_{name}";
        // Those that a project sees which refers to Sonde.Bpf.
        string[] own = ["Sonde.Bpf.dll", "Sonde.Kernel.dll", "Sonde.ObjectFiles.dll"];
        _empty = CSharpCompilation.Create(
            "Corpus." + name,
            references: [.. framework, .. own.Select(file => MetadataReference.CreateFromFile(Path.Combine(Libraries, file)))],
            options: new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));
    }

    /// <summary>The oldest one, with its language.</summary>
    public static Framework Net80 { get; } = new("net8.0", LanguageVersion.CSharp12, Basic.Reference.Assemblies.Net80.References.All);

    /// <summary>The newest one, which this program runs on, and the newest language of this compiler.</summary>
    public static Framework Net100 { get; } = new("net10.0", LanguageVersion.Preview, Running());

    public string Name { get; }

    /// <summary>The folder of Sonde's assemblies for this framework.</summary>
    public string Libraries { get; }

    /// <summary>Compiles all of it together, and notes what the compiler says of each.</summary>
    public CSharpCompilation Compile(IReadOnlyCollection<CorpusObject> objects)
    {
        CSharpCompilation compilation = _empty
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText("[assembly: System.Runtime.Versioning.SupportedOSPlatform(\"linux\")]", _language))
            .AddSyntaxTrees(objects.Select(corpusObject => CSharpSyntaxTree.ParseText(corpusObject.Code!, _language, corpusObject.Path)));
        ILookup<string, Diagnostic> found = compilation.GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .ToLookup(diagnostic => diagnostic.Location.SourceTree?.FilePath ?? "");
        if (found[""].Any())
            throw new InvalidOperationException($"The compilation for {Name} is not set up: {found[""].First()}");
        foreach (CorpusObject corpusObject in objects)
            corpusObject.Warnings[Name] = [.. found[corpusObject.Path]];
        return compilation;
    }

    private static IEnumerable<MetadataReference> Running()
    {
        string folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == folder)
            .Select(path => MetadataReference.CreateFromFile(path));
    }
}
