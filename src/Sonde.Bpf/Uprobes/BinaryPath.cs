using System.Globalization;

namespace Sonde.Bpf;

/// <summary>Finds the file that a user means by a path, the short name of a library or the name of an executable.</summary>
internal static class BinaryPath
{
    private static readonly string[] LibraryFolders =
    [
        "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu",
        "/lib64", "/usr/lib64", "/usr/local/lib", "/lib", "/usr/lib",
    ];

    public static string? Resolve(string binary, int? pid)
    {
        string root = pid is { } id && HasOtherRoot(id) ? string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/root") : "";
        if (binary.Contains('/', StringComparison.Ordinal))
            return Existing(root + Path.GetFullPath(binary));
        return (pid is { } process ? LoadedLibrary(binary, process, root) : null) ?? Library(binary, root) ?? Executable(binary, root);
    }

    /// <summary>Whether a file is the library of a short name: <c>libc.so.6</c>, <c>libc-2.31.so</c> for <c>c</c>.</summary>
    internal static bool IsLibrary(ReadOnlySpan<char> file, string name)
    {
        if (!file.StartsWith("lib", StringComparison.Ordinal) || !file[3..].StartsWith(name, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> rest = file[(3 + name.Length)..];
        return rest.StartsWith(".so", StringComparison.Ordinal)
            || (rest.Length > 1 && rest[0] == '-' && char.IsAsciiDigit(rest[1]) && rest.EndsWith(".so", StringComparison.Ordinal));
    }

    // A process in a container sees other files under the same paths.
    private static bool HasOtherRoot(int pid)
    {
        try
        {
            string theirs = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/mnt");
            return new FileInfo(theirs).LinkTarget != new FileInfo("/proc/self/ns/mnt").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Without the right to look, the files of this process are the best there is.
        }
    }

    private static string? LoadedLibrary(string name, int pid, string root)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")))
            {
                int start = line.IndexOf('/', StringComparison.Ordinal);
                if (start >= 0 && IsLibrary(Path.GetFileName(line.AsSpan(start)), name))
                    return Existing(root + line[start..]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The usual folders are looked at next.
        }

        return null;
    }

    private static string? Library(string name, string root)
    {
        foreach (string folder in LibraryFolders)
        {
            if (!Directory.Exists(root + folder))
                continue;

            // "libc.so" alone may be a linker script of the development package; versioned names are the library.
            string? best = Directory.EnumerateFiles(root + folder, $"lib{name}*")
                .Where(f => IsLibrary(Path.GetFileName(f.AsSpan()), name) && !f.EndsWith(".so", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .FirstOrDefault();
            if (best is not null || (best = Existing($"{root}{folder}/lib{name}.so")) is not null)
                return best;
        }

        return null;
    }

    private static string? Executable(string name, string root)
        => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Existing($"{root}{folder}/{name}"))
            .FirstOrDefault(found => found is not null);

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
