namespace Sonde.Generators;

/// <summary>One description with what the project file says about it, all of it plain text.</summary>
internal sealed partial record ProgramInput(
    string Path,
    string Namespace,
    string ClassName,
    string Accessibility,
    string ResourceName,
    string SourcePath,
    string Folder,
    string Text)
{
    /// <summary>Two inputs with one key would generate one file; Roslyn takes file names without case.</summary>
    public string Key => (Namespace.Length == 0 ? ClassName : $"{Namespace}.{ClassName}").ToUpperInvariant();

    /// <summary>The source file's name, for messages.</summary>
    public string SourceName => SourcePath.Substring(SourcePath.LastIndexOfAny(['/', '\\']) + 1);
}
