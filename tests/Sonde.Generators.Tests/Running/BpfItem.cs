namespace Sonde.Generators.Tests.Running;

/// <summary>One <c>BpfProgram</c> item of a project: its description and the metadata that the build gives it.</summary>
internal sealed record BpfItem(string Name, string Text)
{
    public string ClassName { get; init; } = "Program1";

    public string Namespace { get; init; } = "Samples";

    public string Accessibility { get; init; } = "public";

    public string ResourceName { get; init; } = "program1.bpf.o";

    public bool IsMarked { get; init; } = true;

    public string Path => $"obj/{Name}.btf.txt";

    public string SourcePath => $"src/{Name}.bpf.c";

    public IReadOnlyDictionary<string, string> Metadata => new Dictionary<string, string>
    {
        ["SondeBpf"] = IsMarked ? "true" : "",
        ["SondeClassName"] = ClassName,
        ["SondeNamespace"] = Namespace,
        ["SondeAccessibility"] = Accessibility,
        ["SondeResourceName"] = ResourceName,
        ["SondeSourcePath"] = SourcePath,
        ["SondeFolder"] = "/project/src",
    };
}
