using System.Globalization;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>Where clang is: the property, then the environment, then the PATH.</summary>
internal static class ClangSearch
{
    /// <returns>The full path, or null.</returns>
    public static string? Find(string property, string environment, string path)
    {
        string[] folders = path.Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
        string named = property.Length > 0 ? property : environment;
        if (named.Length > 0)
            return Locate(named, folders);
        return Locate("clang", folders) ?? FindNewest(folders);
    }

    private static string? Locate(string name, string[] folders)
    {
        if (Path.GetFileName(name) != name)
            return File.Exists(name) ? Path.GetFullPath(name) : null;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    // Distributions that keep several versions side by side name them clang-14, clang-19.
    private static string? FindNewest(string[] folders)
    {
        int best = 0;
        string? found = null;
        foreach (string file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "clang-*")))
        {
            string suffix = Path.GetFileName(file).Substring("clang-".Length);
            if (int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > best)
            {
                best = version;
                found = file;
            }
        }

        return found;
    }
}
