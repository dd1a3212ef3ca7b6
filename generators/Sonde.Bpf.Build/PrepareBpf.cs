using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build;

/// <summary>Finds clang, and for each program its names, its outputs and the headers its object was made from.</summary>
public sealed class PrepareBpf : Microsoft.Build.Utilities.Task
{
    /// <summary>The items to compile.</summary>
    [Required]
    public ITaskItem[] Programs { get; set; } = [];

    /// <summary>Where outputs go.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The project's folder, where clang runs.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>The folder of sonde.bpf.h, or empty.</summary>
    public string HeaderFolder { get; set; } = "";

    /// <summary>Namespace of programs that name none.</summary>
    public string DefaultNamespace { get; set; } = "";

    /// <summary>BPF instruction set of programs that name none.</summary>
    public string DefaultCpu { get; set; } = "v3";

    /// <summary>Path or name of clang, or empty to search for it.</summary>
    public string RequestedClang { get; set; } = "";

    /// <summary>Whether an editor asks, not a person who builds: then a machine without clang is only warned.</summary>
    public bool IsDesignTime { get; set; }

    /// <summary>The programs with all their metadata.</summary>
    [Output]
    public ITaskItem[] Prepared { get; private set; } = [];

    /// <summary>Path of clang, empty if there is none.</summary>
    [Output]
    public string Clang { get; private set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        FindClang();
        Directory.CreateDirectory(OutputFolder);
        var sources = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var prepared = new List<ITaskItem>();
        foreach (ITaskItem program in Programs)
        {
            ProgramSettings settings = ProgramSettings.Read(program, DefaultNamespace, DefaultCpu);
            string source = program.GetMetadata("FullPath");
            if (settings.Problem is { } problem)
                LogItemError(source, problem);
            else if (!File.Exists(source))
                LogItemError(source, "the file does not exist");
            else if (sources.TryGetValue(settings.FullName, out string other))
                LogItemError(source, $"generates the class {settings.FullName}, and so does {other}: give one of them a ClassName");
            else
                prepared.Add(Prepare(settings, source));
            sources[settings.FullName] = program.ItemSpec;
        }

        Prepared = [.. prepared];
        return !Log.HasLoggedErrors;
    }

    private void FindClang()
    {
        string environment = Environment.GetEnvironmentVariable("SONDE_CLANG") ?? "";
        Clang = ClangSearch.Find(RequestedClang, environment, Environment.GetEnvironmentVariable("PATH") ?? "") ?? "";
        if (Clang.Length > 0)
            return;
        string place = (RequestedClang.Length, environment.Length) switch
        {
            ( > 0, _) => $"the property SondeClang names {RequestedClang}, which does not exist",
            (_, > 0) => $"the environment variable SONDE_CLANG names {environment}, which does not exist",
            _ => "there is no clang on the PATH",
        };
        string message = $"BPF programs are compiled by clang, and {place}: "
            + "install the package clang, or set the property SondeClang or the environment variable SONDE_CLANG to its path";
        if (IsDesignTime)
            Log.LogWarning(null, BuildErrors.ClangMissing, null, null, 0, 0, 0, 0, "{0}", message);
        else
            Log.LogError(null, BuildErrors.ClangMissing, null, null, 0, 0, 0, 0, "{0}", message);
    }

    private TaskItem Prepare(ProgramSettings settings, string source)
    {
        var paths = new ProgramPaths(source, Path.GetFullPath(OutputFolder), settings.FullName);
        List<string> arguments = ClangArguments.Build(
            paths, ProjectFolder, HeaderFolder.Length == 0 ? "" : Path.GetFullPath(HeaderFolder), settings.Cpu, settings.Defines, settings.IncludeFolders);
        if (Clang.Length > 0)
            TextFile.WriteIfDifferent(paths.ArgumentFile, string.Join("\n", [ClangIdentity(), .. arguments, ""]));
        var item = new TaskItem(Escape(source));
        Set("Object", paths.Object);
        Set("Description", paths.Description);
        Set("DependencyFile", paths.DependencyFile);
        Set("ArgumentFile", paths.ArgumentFile);
        Set("SondeSourcePath", source);
        Set("SondeClassName", settings.ClassName);
        Set("SondeNamespace", settings.Namespace);
        Set("SondeAccessibility", settings.Accessibility);
        Set("SondeResourceName", settings.FullName + ".bpf.o");
        item.SetMetadata("Dependencies", string.Join(";", DependencyFile.Read(paths.DependencyFile).Select(Escape)));
        return item;

        void Set(string name, string value) => item.SetMetadata(name, Escape(value));
    }

    // Another clang is another input, and asking it for its version would start it in every build.
    private string ClangIdentity()
    {
        var file = new FileInfo(Clang);
        return string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", Clang, file.Length, file.LastWriteTimeUtc.Ticks);
    }

    private void LogItemError(string source, string problem) =>
        Log.LogError(null, BuildErrors.ItemUnusable, null, source, 0, 0, 0, 0, "BpfProgram: {0}", problem);

    private static string Escape(string text) => text.Replace("%", "%25").Replace(";", "%3B").Replace("$", "%24").Replace("@", "%40");
}
