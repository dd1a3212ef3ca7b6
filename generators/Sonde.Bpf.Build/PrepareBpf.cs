using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build;

/// <summary>
/// Says what the build has to do: which sources clang compiles, how, and where to; which of their objects are linked into one; and what
/// class each object gets.
/// </summary>
public sealed class PrepareBpf : Microsoft.Build.Utilities.Task
{
    private readonly Dictionary<string, string> _claims = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ITaskItem> _objects = [];
    private readonly List<ITaskItem> _compilations = [];
    private string _folder = "";

    /// <summary>The items to compile.</summary>
    public ITaskItem[] Programs { get; set; } = [];

    /// <summary>The objects that are there already.</summary>
    public ITaskItem[] GivenObjects { get; set; } = [];

    /// <summary>Where outputs go.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>The project's folder, where clang runs.</summary>
    [Required]
    public string ProjectFolder { get; set; } = "";

    /// <summary>Folders of headers that come with the build, such as that of sonde.bpf.h.</summary>
    public string[] HeaderFolders { get; set; } = [];

    /// <summary>Namespace of items that name none.</summary>
    public string DefaultNamespace { get; set; } = "";

    /// <summary>BPF instruction set of programs that name none.</summary>
    public string DefaultCpu { get; set; } = "v3";

    /// <summary>Path or name of clang, or empty to search for it.</summary>
    public string RequestedClang { get; set; } = "";

    /// <summary>Whether an editor asks, not a person who builds: then what is wrong is only warned of, and the rest goes on.</summary>
    public bool IsDesignTime { get; set; }

    /// <summary>The objects, each with its class. Those that are linked name their <c>Parts</c>.</summary>
    [Output]
    public ITaskItem[] Objects => [.. _objects];

    /// <summary>The sources to compile.</summary>
    [Output]
    public ITaskItem[] Compilations => [.. _compilations];

    /// <summary>Path of clang, empty if there is none or nothing to compile.</summary>
    [Output]
    public string Clang { get; private set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        _folder = Path.GetFullPath(Path.Combine(ProjectFolder, OutputFolder)).TrimEnd(Path.DirectorySeparatorChar);
        try
        {
            Directory.CreateDirectory(_folder);
            PrepareAll();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogProblem(BuildErrors.OutputUnwritable, _folder, OutputFault.Explain(_folder, e));
        }

        return !Log.HasLoggedErrors;
    }

    private static string LinkTarget(ITaskItem program) => program.GetMetadata("LinkInto");

    private void PrepareAll()
    {
        if (Programs.Length > 0)
            FindClang();
        foreach (ITaskItem program in Programs.Where(program => LinkTarget(program).Length == 0))
            Prepare([program], program.ItemSpec);
        foreach (IGrouping<string, ITaskItem> sources in Programs.Where(program => LinkTarget(program).Length > 0).GroupBy(LinkTarget, StringComparer.Ordinal))
            // In the order of their names: files that a wildcard finds come in any order, and the object shall be the same everywhere.
            Prepare([.. sources.OrderBy(source => source.ItemSpec, StringComparer.Ordinal)], sources.Key);
        foreach (ITaskItem given in GivenObjects)
            PrepareGiven(given);
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
        LogProblem(BuildErrors.ClangMissing, null, $"BPF programs are compiled by clang, and {place}: "
            + "install the package clang, or set the property SondeClang or the environment variable SONDE_CLANG to its path");
    }

    private void Prepare(ITaskItem[] sources, string name)
    {
        var settings = new ClassSettings(sources, name, DefaultNamespace);
        string[] files = [.. sources.Select(source => source.GetMetadata("FullPath"))];
        if (!IsUsable("BpfProgram", settings, files) || !AreCompilable(sources, files))
            return;
        bool isLinked = LinkTarget(sources[0]).Length > 0;
        var paths = new ClassPaths(_folder, settings.FullName);
        var parts = new List<string>();
        foreach ((ITaskItem source, string file) in sources.Zip(files, (source, file) => (source, file)))
        {
            // No class is named with a plus sign, so these are free.
            string part = isLinked ? settings.FullName + "+" + ClassSettings.WithoutExtension(file) : settings.FullName;
            while (parts.Contains(Path.Combine(_folder, part + ".bpf.o")))
                part += "_2";
            parts.Add(AddCompilation(source, new CompilationPaths(file, _folder, part)));
        }

        TaskItem item = AddObject(settings, paths, files, paths.Object);
        if (isLinked)
        {
            item.SetMetadata("Parts", ItemText.Escape(ItemText.Join(parts)));
            item.SetMetadata("LinkStamp", ItemText.Escape(paths.LinkStamp));
        }
    }

    private void PrepareGiven(ITaskItem given)
    {
        var settings = new ClassSettings([given], given.ItemSpec, DefaultNamespace);
        string file = given.GetMetadata("FullPath");
        if (IsUsable("BpfObject", settings, file))
            AddObject(settings, new ClassPaths(_folder, settings.FullName), [file], file).SetMetadata("IsGiven", "true");
    }

    private bool IsUsable(string kind, ClassSettings settings, params string[] files)
    {
        string? missing = files.FirstOrDefault(file => !File.Exists(file));
        string? problem = settings.Problem
            ?? (missing is not null ? "the file does not exist" : null)
            ?? (_claims.TryGetValue(settings.FullName, out string other)
                ? $"generates the class {settings.FullName}, and so does {other}: give one of them a ClassName" : null);
        if (problem is null)
            _claims.Add(settings.FullName, Path.GetFileName(files[0]));
        else
            LogProblem(BuildErrors.ItemUnusable, missing ?? files[0], $"{kind}: {problem}");
        return problem is null;
    }

    private bool AreCompilable(ITaskItem[] sources, string[] files)
    {
        foreach ((ITaskItem source, string file) in sources.Zip(files, (source, file) => (source, file)))
        {
            string? problem = ItemText.HasLineBreak(file)
                ? $"the path {ItemText.OneLine(file)} has a line break, which the files that the build leaves cannot hold: rename it"
                : new ClangSettings(source, DefaultCpu).Problem;
            if (problem is null)
                continue;
            LogProblem(BuildErrors.ItemUnusable, ItemText.OneLine(file), $"BpfProgram: {problem}");
            return false;
        }

        return true;
    }

    private string AddCompilation(ITaskItem source, CompilationPaths paths)
    {
        var settings = new ClangSettings(source, DefaultCpu);
        List<string> arguments = ClangArguments.Build(
            paths, ProjectFolder, [.. HeaderFolders.Select(folder => Path.GetFullPath(Path.Combine(ProjectFolder, folder)))], settings);
        if (Clang.Length > 0)
            TextFile.WriteIfDifferent(paths.ArgumentFile, string.Join("\n", [ClangIdentity(), .. arguments, ""]));
        var item = new TaskItem(ItemText.Escape(paths.Source));
        item.SetMetadata("Object", ItemText.Escape(paths.Object));
        item.SetMetadata("DependencyFile", ItemText.Escape(paths.DependencyFile));
        item.SetMetadata("Stamp", ItemText.Escape(paths.Stamp));
        item.SetMetadata("ArgumentFile", ItemText.Escape(paths.ArgumentFile));
        _compilations.Add(item);
        return paths.Object;
    }

    private TaskItem AddObject(ClassSettings settings, ClassPaths paths, string[] sources, string path)
    {
        var item = new TaskItem(ItemText.Escape(sources[0]));
        Set("Sources", ItemText.Join(sources));
        Set("Object", path);
        Set("Description", paths.Description);
        Set("Stamp", paths.Stamp);
        Set("SondeSourcePath", sources[0]);
        Set("SondeFolder", ProjectFolder);
        Set("SondeClassName", settings.ClassName);
        Set("SondeNamespace", settings.Namespace);
        Set("SondeAccessibility", settings.Accessibility);
        Set("SondeResourceName", settings.FullName + ".bpf.o");
        _objects.Add(item);
        return item;

        void Set(string name, string value) => item.SetMetadata(name, ItemText.Escape(value));
    }

    // Another clang is another input, and asking it for its version would start it in every build.
    private string ClangIdentity()
    {
        FileInfo file = LinkedFile.Find(Clang);
        return string.Format(CultureInfo.InvariantCulture, "{0} {1} {2}", file.FullName, file.Length, file.LastWriteTimeUtc.Ticks);
    }

    private void LogProblem(string code, string? file, string message)
    {
        if (IsDesignTime)
            Log.LogWarning(null, code, null, file, 0, 0, 0, 0, "{0}", message);
        else
            Log.LogError(null, code, null, file, 0, 0, 0, 0, "{0}", message);
    }
}
