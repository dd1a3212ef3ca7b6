namespace Sonde.Generators.Skeletons;

/// <summary>What the project file says about one program; the names are checked C# names.</summary>
internal sealed record ProgramSettings(string Namespace, string ClassName, bool IsPublic, string ResourceName)
{
    /// <summary>The class as generated code names it.</summary>
    public string QualifiedName { get; } =
        "global::" + (Namespace.Length == 0 ? "" : CSharpName.EscapeDotted(Namespace) + ".") + CSharpName.Escape(ClassName);
}
