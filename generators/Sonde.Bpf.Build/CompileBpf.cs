using System.ComponentModel;
using System.Globalization;
using Microsoft.Build.Framework;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build;

/// <summary>
/// Compiles the sources that are not what their object was made from, as many at once as there are processors. clang's messages
/// become the build's own, at their place in the source.
/// </summary>
public sealed class CompileBpf : Microsoft.Build.Utilities.Task, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>Path of clang.</summary>
    [Required]
    public string Clang { get; set; } = "";

    /// <summary>The sources, as <see cref="PrepareBpf"/> gave them.</summary>
    [Required]
    public ITaskItem[] Compilations { get; set; } = [];

    /// <summary>The project's folder, where clang runs.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        DateTime start = DateTime.UtcNow;
        var freshness = new FreshnessCheck(ProjectFolder);
        ITaskItem[] stale = [.. Compilations.Where(compilation => !IsFresh(compilation, freshness))];
        if (stale.Length == 0)
            return true;
        if (!IsUsable())
            return false;
        // No object of before is taken for one of now.
        foreach (string file in stale.Select(compilation => compilation.GetMetadata("Object")).Where(File.Exists))
            Guard(file, () => File.Delete(file));
        if (Log.HasLoggedErrors)
            return false;
        foreach (ITaskItem compilation in stale)
            Log.LogMessage(MessageImportance.High, "clang: {0}", Path.GetFileName(compilation.ItemSpec));
        var runs = new ClangRun[stale.Length];
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, stale.Length, atOnce, i => runs[i] = Run(stale[i]));
        // Told in the order of the project, however they ended.
        for (int i = 0; i < stale.Length; i++)
            Tell(stale[i], runs[i]);
        Record([.. stale.Where((_, i) => runs[i].ExitCode == 0)], start);
        return !Log.HasLoggedErrors && !_cancellation.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private bool IsUsable()
    {
        try
        {
            if (ClangVersion.Ask(Clang) is not { } version || version >= ClangVersion.Oldest)
                return true;
            Log.LogError(null, BuildErrors.ClangTooOld, null, null, 0, 0, 0, 0,
                "{0} is clang {1}, and BPF programs need clang {2} or newer: install a newer package clang-N and name it by the property SondeClang",
                Clang, version, ClangVersion.Oldest);
        }
        catch (Win32Exception e)
        {
            Log.LogError(null, BuildErrors.ClangMissing, null, null, 0, 0, 0, 0,
                "{0} cannot be started: {1}; name another clang by the property SondeClang", Clang, e.Message);
        }

        return false;
    }

    private static bool IsFresh(ITaskItem compilation, FreshnessCheck freshness) =>
        File.Exists(compilation.GetMetadata("DependencyFile"))
        && freshness.IsFresh(compilation.GetMetadata("Object"), compilation.GetMetadata("Stamp"), InputsOf(compilation));

    private static IEnumerable<string> InputsOf(ITaskItem compilation) =>
        [compilation.ItemSpec, compilation.GetMetadata("ArgumentFile"), .. DependencyFile.Read(compilation.GetMetadata("DependencyFile"))];

    private void Record(ITaskItem[] compiled, DateTime start)
    {
        // Looked at anew: clang took its time, and found headers of which nobody knew.
        var freshness = new FreshnessCheck(ProjectFolder);
        foreach (ITaskItem compilation in compiled.Where(compilation => File.Exists(compilation.GetMetadata("DependencyFile"))))
        {
            string stamp = compilation.GetMetadata("Stamp");
            Guard(stamp, () => freshness.Record(stamp, InputsOf(compilation), start));
        }
    }

    private void Guard(string file, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, BuildErrors.OutputUnwritable, null, file, 0, 0, 0, 0, "{0}", OutputFault.Explain(Path.GetDirectoryName(file), e));
        }
    }

    // The first line of the file is clang itself.
    private ClangRun Run(ITaskItem compilation) =>
        ClangRun.Start(Clang, File.ReadAllLines(compilation.GetMetadata("ArgumentFile")).Skip(1), ProjectFolder, _cancellation.Token);

    private void Tell(ITaskItem compilation, ClangRun run)
    {
        bool toldWhy = false;
        foreach (string line in run.Lines)
        {
            ClangMessage? message = ClangMessage.Parse(line);
            if (message is null)
                Log.LogMessage(MessageImportance.Normal, "{0}", line);
            else
                Tell(compilation, message);
            toldWhy |= message is { Kind: ClangMessageKind.Error };
        }

        // A warning that the project makes an error shall be one in the next build too: without this file the object is out of date.
        string dependencies = compilation.GetMetadata("DependencyFile");
        // A folder in its place, which clang has told of, is not to be deleted.
        if (run.Lines.Count > 0 && Log.HasLoggedErrors && File.Exists(dependencies))
            Guard(dependencies, () => File.Delete(dependencies));
        if (run.ExitCode == 0 && !File.Exists(compilation.GetMetadata("Object")))
        {
            Log.LogError(null, BuildErrors.ClangError, null, compilation.ItemSpec, 0, 0, 0, 0,
                "{0} ended without an error and without an object: it is no clang", Clang);
        }

        if (run.ExitCode != 0 && !toldWhy && !_cancellation.IsCancellationRequested)
        {
            Log.LogError(null, BuildErrors.ClangError, null, compilation.ItemSpec, 0, 0, 0, 0,
                "clang ended with exit code {0} and no error message: {1}", run.ExitCode, string.Join(" ", run.Lines));
        }
    }

    private void Tell(ITaskItem compilation, ClangMessage message)
    {
        string file = message.File.Length == 0 ? compilation.ItemSpec : Path.GetFullPath(Path.Combine(ProjectFolder, message.File));
        switch (message.Kind)
        {
            case ClangMessageKind.Error:
                Log.LogError(null, BuildErrors.ClangError, null, file, message.Line, message.Column, 0, 0, "{0}", ClangHint.Complete(message.Text));
                break;
            case ClangMessageKind.Warning:
                Log.LogWarning(null, BuildErrors.ClangWarning, null, file, message.Line, message.Column, 0, 0, "{0}", message.Text);
                break;
            default:
                string place = message.Line == 0 ? "" : string.Format(CultureInfo.InvariantCulture, "({0},{1})", message.Line, message.Column);
                Log.LogMessage(MessageImportance.High, "{0}{1}: note: {2}", file, place, message.Text);
                break;
        }
    }
}
