using System.Globalization;

namespace Sonde.Kernel;

/// <summary>A kernel release: its version, and the whole string that distributions make of it.</summary>
/// <param name="Major">6 in <c>6.12.3</c>.</param>
/// <param name="Minor">12 in <c>6.12.3</c>.</param>
/// <param name="Patch">3 in <c>6.12.3</c>.</param>
/// <param name="Release">What <c>uname -r</c> prints.</param>
public sealed record KernelVersion(int Major, int Minor, int Patch, string Release)
{
    private static readonly Lazy<KernelVersion> Running = new(
        () => Parse(File.ReadAllText("/proc/sys/kernel/osrelease")), LazyThreadSafetyMode.PublicationOnly); // A failure is not kept.

    /// <summary>The kernel this process runs on.</summary>
    public static KernelVersion Current => Running.Value;

    /// <summary>Whether this kernel is as new as a version or newer. Distributions carry features back: prefer a probe.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="minor">The minor version.</param>
    public bool IsAtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    /// <summary>Parses what <c>uname -r</c> prints.</summary>
    /// <param name="release">For example <c>6.1.0-40-amd64</c>.</param>
    /// <exception cref="FormatException">The text does not begin with a version.</exception>
    public static KernelVersion Parse(string release)
    {
        ArgumentNullException.ThrowIfNull(release);
        string text = release.Trim();
        ReadOnlySpan<char> rest = text;
        int major = Number(ref rest, text);
        int minor = Number(ref rest, text);
        int patch = rest.Length > 0 && char.IsAsciiDigit(rest[0]) ? Number(ref rest, text) : 0;
        return new KernelVersion(major, minor, patch, text);
    }

    /// <inheritdoc/>
    public override string ToString() => Release;

    private static int Number(ref ReadOnlySpan<char> rest, string text)
    {
        int end = 0;
        while (end < rest.Length && char.IsAsciiDigit(rest[end]))
            end++;
        if (!int.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new FormatException($"'{text}' is not a kernel release.");
        rest = rest[end..];
        if (rest.Length > 0 && rest[0] == '.')
            rest = rest[1..];
        return number;
    }
}
