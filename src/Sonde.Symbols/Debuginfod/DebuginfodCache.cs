using System.Globalization;

namespace Sonde.Symbols;

/// <summary>The folder in which clients of debuginfod keep what they fetched, laid out as elfutils does: <c>BUILDID/debuginfo</c>.</summary>
/// <remarks>An empty file says that no server had it a short time ago. Files come whole, by a rename.</remarks>
internal sealed class DebuginfodCache(string folder)
{
    // Each has a number in it by which users change it.
    private const string CleanInterval = "cache_clean_interval_s";
    private const string MissAge = "cache_miss_s";
    private const string UnusedAge = "max_unused_age_s";

    private const UnixFileMode OwnFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string[] Kinds = [DebuginfodSource.DebugInfo, DebuginfodSource.Executable];

    /// <summary>How long a server that had nothing is not asked again.</summary>
    public TimeSpan MissTime => Setting(MissAge, TimeSpan.FromMinutes(10));

    /// <summary>Where it is when nobody says otherwise.</summary>
    public static string UsualFolder()
    {
        if (Environment.GetEnvironmentVariable("DEBUGINFOD_CACHE_PATH") is { Length: > 0 } named)
            return named;
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } caches)
            return Path.Combine(caches, "debuginfod_client");
        string home = Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } known ? known : "/";
        string old = Path.Combine(home, ".debuginfod_client_cache");
        return Directory.Exists(old) ? old : Path.Combine(home, ".cache", "debuginfod_client");
    }

    /// <summary>Finds a file that was fetched before.</summary>
    /// <param name="buildId">Its build id.</param>
    /// <param name="kind">What of it.</param>
    /// <param name="isMiss">Whether it is known that no server has it.</param>
    /// <returns>Its path; null where there is none, or one of another build, which is removed.</returns>
    public string? Find(string buildId, string kind, out bool isMiss)
    {
        isMiss = false;
        string path = Place(buildId, kind);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            if (file.Length == 0)
                isMiss = DateTime.UtcNow - file.LastWriteTimeUtc < MissTime;
            if (!isMiss && !DebugFiles.IsBuild(path, buildId))
                file.Delete();
            else if (!isMiss)
                file.LastAccessTimeUtc = DateTime.UtcNow;
            return !isMiss && File.Exists(path) ? path : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another client's, perhaps, of another user.
            return File.Exists(path) && DebugFiles.IsBuild(path, buildId) ? path : null;
        }
    }

    /// <summary>Opens a file to write into, beside the place where it will be.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public FileStream Create(string buildId, string kind)
    {
        Directory.CreateDirectory(Path.Combine(folder, buildId), OwnFolder);
        return new FileStream(
            $"{Place(buildId, kind)}.{Path.GetRandomFileName()}",
            new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = OwnFile });
    }

    /// <summary>Puts a whole file in its place.</summary>
    public string Keep(string written, string buildId, string kind)
    {
        string path = Place(buildId, kind);
        File.Move(written, path, overwrite: true);
        return path;
    }

    /// <summary>Removes what was not used for long, if that was not done lately.</summary>
    public void Clean()
    {
        try
        {
            string mark = Path.Combine(folder, CleanInterval);
            TimeSpan interval = Setting(CleanInterval, TimeSpan.FromDays(1));
            if (!File.Exists(mark))
                File.WriteAllText(mark, interval.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture));
            else if (DateTime.UtcNow - File.GetLastWriteTimeUtc(mark) < interval)
                return;
            else
                File.SetLastWriteTimeUtc(mark, DateTime.UtcNow);
            DateTime oldest = DateTime.UtcNow - Setting(UnusedAge, TimeSpan.FromDays(7));
            foreach (string build in Directory.EnumerateDirectories(folder).Where(each => Path.GetFileName(each).All(char.IsAsciiHexDigit)))
                Clean(build, oldest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is cleaned by whoever may, or another time.
        }
    }

    // Also what a client that was killed has left half written.
    private static void Clean(string build, DateTime oldest)
    {
        foreach (FileInfo file in new DirectoryInfo(build).EnumerateFiles())
        {
            bool isKnown = Kinds.Contains(file.Name) || Kinds.Any(kind => file.Name.StartsWith($"{kind}.", StringComparison.Ordinal));
            if (isKnown && file.LastAccessTimeUtc < oldest && file.LastWriteTimeUtc < oldest)
                file.Delete();
        }

        if (!Directory.EnumerateFileSystemEntries(build).Any())
            Directory.Delete(build);
    }

    private string Place(string buildId, string kind) => Path.Combine(folder, buildId, kind);

    private TimeSpan Setting(string name, TimeSpan usual)
    {
        try
        {
            string path = Path.Combine(folder, name);
            return File.Exists(path) && int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
                ? TimeSpan.FromSeconds(seconds)
                : usual;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return usual;
        }
    }
}
