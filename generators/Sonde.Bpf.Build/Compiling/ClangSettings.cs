using Microsoft.Build.Framework;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>What a project file says about the compilation of a source.</summary>
internal sealed class ClangSettings(ITaskItem source, string defaultCpu)
{
    public string Cpu { get; } = source.GetMetadata("Cpu") is { Length: > 0 } cpu ? cpu : defaultCpu;

    public string[] Defines { get; } = ItemText.Split(source.GetMetadata("Defines"));

    public string[] IncludeFolders { get; } = ItemText.Split(source.GetMetadata("IncludeDirs"));
}
