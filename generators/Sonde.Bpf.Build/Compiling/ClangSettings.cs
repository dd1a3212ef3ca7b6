using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>What a project file says about the compilation of a source.</summary>
internal sealed class ClangSettings(ITaskItem source, string defaultCpu)
{
    private static readonly Regex Macro = new(@"^[A-Za-z_]\w*(\([^)]*\))?(=|$)", RegexOptions.CultureInvariant);

    public string Cpu { get; } = source.GetMetadata("Cpu").Trim() is { Length: > 0 } cpu ? cpu : defaultCpu.Trim();

    public string[] Defines { get; } = ItemText.Split(source.GetMetadata("Defines"));

    public string[] IncludeFolders { get; } = ItemText.Split(source.GetMetadata("IncludeDirs"));

    /// <summary>What is wrong with the settings, or null.</summary>
    public string? Problem =>
        Defines.FirstOrDefault(define => !Macro.IsMatch(define)) is { } noMacro && !ItemText.HasLineBreak(noMacro)
            ? $"Defines has '{noMacro}', which is no macro: write NAME or NAME=VALUE" : Broken("Defines", Defines) ?? Broken("IncludeDirs", IncludeFolders)
        ?? (ItemText.HasLineBreak(Cpu) ? $"Cpu '{ItemText.OneLine(Cpu)}' has a line break: name one instruction set, such as v3" : null);

    // Each argument of clang is a line of a file.
    private static string? Broken(string metadata, string[] values) => values.FirstOrDefault(ItemText.HasLineBreak) is { } value
        ? $"{metadata} has a line break within '{ItemText.OneLine(value)}': separate its entries by semicolons" : null;
}
