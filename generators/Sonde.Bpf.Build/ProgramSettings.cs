using System.Text;
using Microsoft.Build.Framework;

namespace Sonde.Bpf.Build;

/// <summary>What a project file says about a program, with defaults for what it leaves out.</summary>
internal sealed class ProgramSettings
{
    private const string Extension = ".bpf.c";

    private ProgramSettings(ITaskItem item, string defaultNamespace, string defaultCpu)
    {
        string file = Path.GetFileName(item.ItemSpec);
        string name = file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
            ? file.Substring(0, file.Length - Extension.Length)
            : Path.GetFileNameWithoutExtension(file);
        ClassName = Or(item.GetMetadata("ClassName"), PascalCase(name));
        Namespace = Or(item.GetMetadata("Namespace"), defaultNamespace);
        Accessibility = Or(item.GetMetadata("Accessibility"), "internal").ToLowerInvariant();
        Cpu = Or(item.GetMetadata("Cpu"), defaultCpu);
        Defines = Split(item.GetMetadata("Defines"));
        IncludeFolders = Split(item.GetMetadata("IncludeDirs"));
        if (Accessibility is not ("internal" or "public"))
            Problem = $"Accessibility is '{Accessibility}'; it may be internal or public";
        else if (!IsIdentifier(ClassName))
            Problem = $"'{ClassName}' is no name for a class: set ClassName";
        else if (Namespace.Length > 0 && !Namespace.Split('.').All(IsIdentifier))
            Problem = $"'{Namespace}' is no namespace: set Namespace";
    }

    public string ClassName { get; }

    public string Namespace { get; }

    public string Accessibility { get; }

    public string Cpu { get; }

    public string[] Defines { get; }

    public string[] IncludeFolders { get; }

    /// <summary>What is wrong with the settings, or null.</summary>
    public string? Problem { get; }

    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;

    public static ProgramSettings Read(ITaskItem item, string defaultNamespace, string defaultCpu) => new(item, defaultNamespace, defaultCpu);

    private static string Or(string value, string fallback) => value.Length > 0 ? value : fallback;

    private static string[] Split(string list) =>
        [.. list.Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];

    private static string PascalCase(string name)
    {
        var result = new StringBuilder(name.Length);
        bool upper = true;
        foreach (char c in name)
        {
            if (char.IsLetterOrDigit(c))
                result.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = !char.IsLetterOrDigit(c);
        }

        return result.Length > 0 && char.IsDigit(result[0]) ? "_" + result : result.ToString();
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');
}
