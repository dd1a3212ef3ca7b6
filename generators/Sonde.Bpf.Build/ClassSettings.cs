using System.Text;
using Microsoft.Build.Framework;

namespace Sonde.Bpf.Build;

/// <summary>What a project file says about a generated class, with defaults for what it leaves out.</summary>
internal sealed class ClassSettings
{
    private static readonly string[] Extensions = [".bpf.c", ".bpf.o"];

    /// <param name="items">The item of the class, or those of all sources that are linked into its object.</param>
    /// <param name="name">What the class is named after: a file or the object that sources are linked into.</param>
    /// <param name="defaultNamespace">The namespace if the items name none.</param>
    public ClassSettings(ITaskItem[] items, string name, string defaultNamespace)
    {
        ClassName = Read(items, "ClassName", PascalCase(WithoutExtension(name)));
        Namespace = Read(items, "Namespace", defaultNamespace);
        Accessibility = Read(items, "Accessibility", "internal").ToLowerInvariant();
        if (Problem is not null)
            return;
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

    /// <summary>What is wrong with the settings, or null.</summary>
    public string? Problem { get; private set; }

    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;

    /// <summary>The file's name without what says its kind.</summary>
    public static string WithoutExtension(string file)
    {
        string name = Path.GetFileName(file);
        string? extension = Extensions.FirstOrDefault(known => name.EndsWith(known, StringComparison.OrdinalIgnoreCase));
        return extension is null ? Path.GetFileNameWithoutExtension(name) : name.Substring(0, name.Length - extension.Length);
    }

    private string Read(ITaskItem[] items, string metadata, string fallback)
    {
        string[] values = [.. items.Select(item => item.GetMetadata(metadata)).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
        if (values.Length > 1)
            Problem ??= $"{metadata} is '{values[0]}' for one source and '{values[1]}' for another of the same object: give it once";
        return values.Length > 0 ? values[0] : fallback;
    }

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
