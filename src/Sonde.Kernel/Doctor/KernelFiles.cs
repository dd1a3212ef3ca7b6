namespace Sonde.Kernel;

/// <summary>The files of a kernel below a root: the machine's own, or a copied tree in a test.</summary>
internal sealed class KernelFiles(string root)
{
    public bool Exists(string path) => Path.Exists(Below(path));

    public bool CanOpen(string path)
    {
        try
        {
            File.OpenRead(Below(path)).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What a symbolic link says; null when it is missing, is no link, or may not be read.</summary>
    public string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(Below(path)).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The text of a file without white space at its end; null when it is missing or may not be read.</summary>
    public string? Read(string path)
    {
        try
        {
            return File.ReadAllText(Below(path)).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a file system of a type is mounted, or null.</summary>
    public string? MountOf(string type)
    {
        foreach (string line in (Read("/proc/self/mountinfo") ?? "").Split('\n'))
        {
            // proc(5): fields, "-", file system type, ...; the mount point is the fifth field.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash > 4 && dash + 1 < fields.Length && fields[dash + 1] == type)
                return fields[4];
        }

        return null;
    }

    private string Below(string path) => Path.Combine(root, path.TrimStart('/'));
}
