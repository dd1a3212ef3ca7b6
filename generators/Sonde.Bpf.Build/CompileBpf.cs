using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build;

/// <summary>Compiles one program. clang's messages become the build's own, at their place in the source.</summary>
public sealed class CompileBpf : ToolTask
{
    /// <summary>Path of clang.</summary>
    [Required]
    public string Clang { get; set; } = "";

    /// <summary>The program, as <see cref="PrepareBpf"/> gave it.</summary>
    [Required]
    public ITaskItem Program { get; set; } = new TaskItem();

    /// <summary>The project's folder, where clang runs.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <inheritdoc/>
    protected override string ToolName => "clang";

    /// <inheritdoc/>
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.High;

    /// <inheritdoc/>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (ClangVersion.Ask(Clang) is { } version && version < ClangVersion.Oldest)
        {
            Log.LogError(null, BuildErrors.ClangTooOld, null, null, 0, 0, 0, 0,
                "{0} is clang {1}, and BPF programs need clang {2} or newer: install a newer package clang-N and name it by the property SondeClang",
                Clang, version, ClangVersion.Oldest);
            return false;
        }

        return base.Execute();
    }

    /// <inheritdoc/>
    protected override string GenerateFullPathToTool() => Clang;

    /// <inheritdoc/>
    protected override string GetWorkingDirectory() => ProjectFolder;

    /// <inheritdoc/>
    protected override string GenerateCommandLineCommands()
    {
        var line = new CommandLineBuilder();
        // The first line of the file is clang itself.
        foreach (string argument in File.ReadAllLines(Program.GetMetadata("ArgumentFile")).Skip(1))
            line.AppendTextUnquoted((line.Length > 0 ? " " : "") + Quote(argument));
        return line.ToString();
    }

    /// <inheritdoc/>
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        ClangMessage? message = ClangMessage.Parse(singleLine);
        if (message is null)
        {
            Log.LogMessage(MessageImportance.Normal, "{0}", singleLine);
            return;
        }

        string file = message.File.Length == 0 ? Program.ItemSpec : Path.GetFullPath(Path.Combine(ProjectFolder, message.File));
        switch (message.Kind)
        {
            case ClangMessageKind.Error:
                Log.LogError(null, BuildErrors.ClangError, null, file, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            case ClangMessageKind.Warning:
                Log.LogWarning(null, BuildErrors.ClangWarning, null, file, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            default:
                Log.LogMessage(MessageImportance.High, "{0}({1},{2}): note: {3}", file, message.Line, message.Column, message.Text);
                break;
        }
    }

    /// <inheritdoc/>
    protected override bool HandleTaskExecutionErrors()
    {
        // The base class would add "exited with code 1" to what clang has said in full.
        if (!Log.HasLoggedErrors)
            Log.LogError(null, BuildErrors.ClangError, null, Program.ItemSpec, 0, 0, 0, 0, "clang ended with exit code {0} and no message", ExitCode);
        return false;
    }

    private static string Quote(string argument) => "\"" + argument.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
