namespace Sonde.Bpf.Build.Compiling;

internal static class RelativePath
{
    /// <summary>
    /// The path as seen from a folder, if both lie in one tree; system headers and the like keep their absolute path, which is the same
    /// on each machine.
    /// </summary>
    public static string Shorten(string folder, string path)
    {
        string[] from = Split(folder);
        string[] to = Split(Path.GetFullPath(Path.Combine(folder, path)));
        int common = 0;
        while (common < from.Length && common < to.Length && from[common] == to[common])
            common++;
        if (common == 0)
            return path;
        string relative = string.Join("/", Enumerable.Repeat("..", from.Length - common).Concat(to.Skip(common)));
        return relative.Length == 0 ? "." : relative;
    }

    private static string[] Split(string path) => path.Split([Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
