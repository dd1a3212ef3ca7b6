using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Corpus;

/// <summary>What became of one object.</summary>
internal sealed class CorpusObject(string path)
{
    public string Path => path;

    public string Name => System.IO.Path.GetFileName(path);

    /// <summary>The description, or null where the object cannot be described.</summary>
    public string? Description { get; set; }

    /// <summary>The generated file, or null.</summary>
    public string? Code { get; set; }

    /// <summary>What the build or the generator says, as <c>ID: text</c>.</summary>
    public List<string> Diagnostics { get; } = [];

    /// <summary>Of those, the errors: with one of them a user's build fails.</summary>
    public bool HasErrors { get; set; }

    /// <summary>An exception that nothing handled, in whichever step.</summary>
    public Exception? Exception { get; set; }

    /// <summary>What the compiler says of the code, by framework.</summary>
    public Dictionary<string, List<Diagnostic>> Warnings { get; } = [];

    /// <summary>Types that the runtime does not load or lays out otherwise than the code says.</summary>
    public List<string> LayoutFaults { get; } = [];
}
