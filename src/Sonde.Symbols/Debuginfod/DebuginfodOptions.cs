using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Which debuginfod servers are asked, and within which limits.</summary>
public sealed record DebuginfodOptions
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>The servers, in the order in which they are asked: <c>http</c> and <c>https</c>.</summary>
    public required IReadOnlyList<Uri> Servers { get; init; }

    /// <summary>
    /// Where files are kept, in the order of elfutils, which shares them: <c>$DEBUGINFOD_CACHE_PATH</c>, or <c>debuginfod_client</c> in
    /// <c>$XDG_CACHE_HOME</c> or in <c>~/.cache</c>, if not set.
    /// </summary>
    public string CacheFolder { get; init; } = DebuginfodCache.UsualFolder();

    /// <summary>How long a server may take for each 100 KB: 90 seconds if not set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a file may take in all: 10 minutes if not set.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many bytes a file may have, unpacked: 2 GiB if not set.</summary>
    public long MaxBytes { get; init; } = 2L << 30;

    /// <summary>How often a server may send elsewhere: 5 times if not set. From <c>https</c> to <c>http</c> it may not.</summary>
    public int MaxRedirects { get; init; } = 5;

    /// <summary>Breaks off what is being fetched; nothing is fetched after that.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>
    /// What the environment says, as to other clients: <c>DEBUGINFOD_URLS</c>, <c>DEBUGINFOD_TIMEOUT</c>, <c>DEBUGINFOD_MAXTIME</c> (in seconds) and
    /// <c>DEBUGINFOD_MAXSIZE</c> (in bytes). Null where it names no server. Folders (<c>file:</c>) and words on signatures (<c>ima:</c>), which others
    /// take, are passed over.
    /// </summary>
    /// <exception cref="FormatException"><c>DEBUGINFOD_URLS</c> has something else in it; the message says what.</exception>
    public static DebuginfodOptions? FromEnvironment()
    {
        Uri[] servers = [.. (Environment.GetEnvironmentVariable("DEBUGINFOD_URLS") ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(ServerOf).OfType<Uri>()];
        if (servers.Length == 0)
            return null;
        var options = new DebuginfodOptions { Servers = servers };
        if (Number("DEBUGINFOD_TIMEOUT") is { } timeout)
            options = options with { Timeout = Seconds(timeout) };
        if (Number("DEBUGINFOD_MAXTIME") is { } maxTime)
            options = options with { MaxTime = Seconds(maxTime) };
        return Number("DEBUGINFOD_MAXSIZE") is { } maxSize ? options with { MaxBytes = maxSize } : options;
    }

    private static Uri? ServerOf(string entry)
    {
        if (entry.StartsWith("ima:", StringComparison.Ordinal))
            return null;
        if (Uri.TryCreate(entry, UriKind.Absolute, out Uri? url) && (IsHttp(url) || (url.IsFile && entry.StartsWith("file:", StringComparison.Ordinal))))
            return url.IsFile ? null : url;
        throw new FormatException($"DEBUGINFOD_URLS has '{entry}' in it, which is no http or https address of a server.");
    }

    internal static bool IsHttp(Uri url) => url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps;

    /// <summary>A time as timers take it: what is longer than some weeks, or has no end, is as good as that.</summary>
    internal static TimeSpan Limit(TimeSpan time) => time > LongestTime || time < TimeSpan.Zero ? LongestTime : time;

    private static TimeSpan Seconds(long seconds) => TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));

    // 0 stands for what is usual.
    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0 ? number : null;
}
