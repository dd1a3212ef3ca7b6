using System.Text.RegularExpressions;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Names in BPF file systems.</summary>
public static unsafe partial class BpfPins
{
    /// <summary>The BPF file systems that this process sees.</summary>
    public static IReadOnlyList<string> FileSystems =>
    [
        .. File.ReadLines("/proc/self/mounts")
            .Select(line => line.Split(' '))
            .Where(mount => mount.Length > 2 && mount[2] == "bpf")
            .Select(mount => Unescape(mount[1]))
            .Distinct(),
    ];

    /// <summary>Every program, map and link that is pinned. Files that this user may not open are left out.</summary>
    /// <param name="root">A folder to look in; null looks in all BPF file systems.</param>
    /// <exception cref="BpfException">One could not be opened for another reason, such as too many open files.</exception>
    public static IEnumerable<BpfPinned> Enumerate(string? root = null)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string folder in root is null ? FileSystems : [root])
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", options))
            {
                if (TryOpen(path) is { } pinned)
                    yield return pinned;
            }
        }
    }

    private static BpfPinned? TryOpen(string path)
    {
        using var name = new Utf8Name(path);
        var attributes = new ObjectPathAttributes { Path = name.Start };
        Errno errno = BpfCall.Open(BpfCommand.ObjectGet, ref attributes, out FdHandle? opened);
        using FdHandle? descriptor = opened;
        if (descriptor is null)
        {
            return errno is Errno.EPERM or Errno.EACCES or Errno.ENOENT
                ? null
                : throw BpfErrors.Failed("open pin", path, errno, KernelFeatures.None);
        }

        BpfPinKind kind = PinKinds.Of(descriptor);
        if (kind == BpfPinKind.Unknown)
            return new(path, kind, 0);

        // The information about programs, maps and links begins alike: the type, then the id.
        ulong typeAndId = 0;
        KernelObjects.Read(descriptor, ref typeAndId, $"{kind} {path}");
        return new(path, kind, (uint)(typeAndId >> 32));
    }

    // Spaces and their like in paths stand as octal numbers in /proc/mounts.
    private static string Unescape(string path)
        => Octal().Replace(path, match => ((char)Convert.ToInt32(match.Groups[1].Value, 8)).ToString());

    [GeneratedRegex(@"\\([0-7]{3})", RegexOptions.CultureInvariant)]
    private static partial Regex Octal();
}
