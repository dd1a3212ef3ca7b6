using System.Buffers.Binary;
using System.Text;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Finds the file in which a distribution keeps the debug information of another, by build id and by debug link.</summary>
/// <param name="folders">Where to look, <c>/usr/lib/debug</c> usually.</param>
/// <param name="source">Who is asked when nothing is there, or null.</param>
internal sealed class DebugFiles(IReadOnlyList<string> folders, IDebugInfoSource? source)
{
    // A checksum needs all bytes of a file, and a file may claim terabytes that are on no disk.
    private const long MaxChecked = 4L << 30;

    // Linkers write 20 bytes; a user may write others.
    private const int MaxBuildId = 64;

    /// <summary>Where to look when the user names no other place.</summary>
    public static readonly IReadOnlyList<string> UsualFolders = ["/usr/lib/debug"];

    /// <summary>The path of the debug file, which was checked to be of the same build; or null.</summary>
    /// <param name="file">The file without debug information.</param>
    /// <param name="path">Its path as its process sees it.</param>
    /// <param name="root">What stands before paths of that process: <c>/proc/PID/root</c>, or nothing.</param>
    /// <param name="faults">Takes why files that are there cannot be read.</param>
    public string? Find(ElfFile file, string path, string root, ICollection<string> faults)
    {
        string? buildId = BuildIdOf(file);
        if (buildId is { Length: > 2 })
        {
            foreach (string folder in folders)
            {
                string inFolder = $"{folder}/.build-id/{buildId[..2]}/{buildId[2..]}.debug";
                if (FirstOf(root, inFolder, candidate => IsBuild(candidate, buildId, faults)) is { } found)
                    return found;
            }
        }

        if (TryReadLink(file, out string name, out uint checksum) && FindLinked(path, root, name, buildId, checksum, faults) is { } linked)
            return linked;
        return buildId is not null && source?.TryFetch(buildId) is { } fetched && IsBuild(fetched, buildId, faults) ? fetched : null;
    }

    /// <summary>The path of the file that several debug files share a part in (<c>.gnu_debugaltlink</c>), or null.</summary>
    /// <param name="debugFiles">The paths that the debug file may have, as its process sees them.</param>
    /// <param name="root">What stands before paths of that process: <c>/proc/PID/root</c>, or nothing.</param>
    /// <param name="name">The name in the link, relative to the debug file or absolute.</param>
    /// <param name="buildId">The build id in the link, lower-case hexadecimal.</param>
    /// <param name="faults">Takes why files that are there cannot be read.</param>
    public string? FindShared(IEnumerable<string> debugFiles, string root, string name, string buildId, ICollection<string> faults)
    {
        if (buildId.Length <= 2)
            return null;
        IEnumerable<string> named = debugFiles.Select(file => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, name))).Distinct(StringComparer.Ordinal);
        IEnumerable<string> places = named.Concat(folders.Select(folder => $"{folder}/.build-id/{buildId[..2]}/{buildId[2..]}.debug"));
        return places.Select(place => FirstOf(root, place, candidate => IsBuild(candidate, buildId, faults))).FirstOrDefault(place => place is not null);
    }

    /// <summary>The path of a file of a build, with its code or without, or null.</summary>
    /// <param name="buildId">The build id, lower-case hexadecimal.</param>
    public string? FindBuild(string buildId)
    {
        if (buildId.Length <= 2 || !buildId.All(char.IsAsciiHexDigit))
            return null;
        IEnumerable<string> places = folders.Select(folder => $"{folder}/.build-id/{buildId[..2]}/{buildId[2..]}");
        return places.Concat(places.Select(place => $"{place}.debug")).FirstOrDefault(place => IsBuild(place, buildId))
            ?? (source?.TryFetch(buildId) is { } fetched && IsBuild(fetched, buildId) ? fetched : null)
            ?? (source?.TryFetchExecutable(buildId) is { } executable && IsBuild(executable, buildId) ? executable : null);
    }

    public static string? BuildIdOf(ElfFile file) =>
        file.TryGetBuildId(out ReadOnlyMemory<byte> id) && id.Length is > 0 and <= MaxBuildId ? Convert.ToHexString(id.Span).ToLowerInvariant() : null;

    private string? FindLinked(string path, string root, string name, string? buildId, uint checksum, ICollection<string> faults)
    {
        string own = Path.GetDirectoryName(path) ?? "";
        IEnumerable<string> places = [$"{own}/{name}", $"{own}/.debug/{name}", .. folders.Select(folder => $"{folder}{own}/{name}")];
        foreach (string place in places)
        {
            // A stripped file may link to its own name, in another folder.
            if (place != path && FirstOf(root, place, candidate => buildId is null ? HasChecksum(candidate, checksum, faults) : IsBuild(candidate, buildId, faults)) is { } found)
                return found;
        }

        return null;
    }

    // The process's own files come first: a container may bring what this machine lacks, or has in another version.
    private static string? FirstOf(string root, string path, Func<string, bool> isRight)
    {
        string inRoot = root + path;
        if (isRight(inRoot))
            return inRoot;
        return root.Length > 0 && isRight(path) ? path : null;
    }

    // The name with a NUL, filled up to a multiple of 4, then the checksum.
    private static bool TryReadLink(ElfFile file, out string name, out uint checksum)
    {
        name = "";
        checksum = 0;
        if (!file.TryGetSection(".gnu_debuglink", out ElfSection? section))
            return false;
        ReadOnlySpan<byte> link = section.Data.Span;
        int length = link.IndexOf((byte)0);
        int place = (length + 4) & ~3;
        if (length <= 0 || place + sizeof(uint) > link.Length || link[..length].Contains((byte)'/'))
            return false;
        name = Encoding.UTF8.GetString(link[..length]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(link[place..]);
        return true;
    }

    /// <summary>Whether a file is there, is an ELF file and of a build.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="buildId">The build id, lower-case hexadecimal.</param>
    /// <param name="faults">Takes why a file that is there cannot be read.</param>
    public static bool IsBuild(string path, string buildId, ICollection<string>? faults = null)
    {
        using ElfFile? file = OpenedFile.TryOpen(path, faults);
        try
        {
            return file is not null && BuildIdOf(file) == buildId;
        }
        catch (Exception e) when (FileFault.Is(e))
        {
            faults?.Add($"{path}: {e.Message}");
            return false;
        }
    }

    private static bool HasChecksum(string path, uint checksum, ICollection<string> faults)
    {
        try
        {
            using var file = new FileStream(RegularFile.Open(path), FileAccess.Read);
            return file.Length <= MaxChecked && Crc32.Of(file) == checksum;
        }
        catch (Exception e) when (FileFault.Is(e) || e is KernelException)
        {
            if (e is not KernelException { Errno: Errno.ENOENT or Errno.ENOTDIR })
                faults.Add(e is KernelException ? e.Message : $"{path}: {e.Message}");
            return false;
        }
    }
}
