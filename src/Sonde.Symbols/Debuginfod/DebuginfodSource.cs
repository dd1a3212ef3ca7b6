using System.Collections.Concurrent;

namespace Sonde.Symbols;

/// <summary>Fetches debug information from debuginfod servers, over HTTP, and keeps it in the folder that other clients use.</summary>
/// <remarks>
/// <para>Nothing is asked unless it is given to <see cref="SymbolizerOptions.DebugInfoSource"/>: a server learns from build ids what runs here.</para>
/// <para>
/// What comes is kept only if it is an ELF file of the build that was asked for. What no server has is not asked for again for ten minutes, nor is
/// a server that did not answer. Safe from any thread; a build that several ask for is fetched once.
/// </para>
/// </remarks>
public sealed class DebuginfodSource : IDebugInfoSource, IDisposable
{
    internal const string DebugInfo = "debuginfo";
    internal const string Executable = "executable";

    // 64 bytes are more than any linker makes; it becomes part of a path.
    private const int LongestBuildId = 128;

    private readonly ConcurrentDictionary<string, object> _gates = new(StringComparer.Ordinal);

    // What a server has and is of no use, too large or another build, would be the same another time.
    private readonly ConcurrentDictionary<(DebuginfodServer Server, string BuildId, string Kind), bool> _refused = [];
    private readonly DebuginfodCache _cache;
    private readonly DebuginfodServer[] _servers;
    private readonly HttpClient _client;
    private readonly CancellationToken _cancellation;
    private int _fetched;

    /// <summary>Makes one. Nothing is asked yet.</summary>
    /// <param name="options">The servers and limits.</param>
    /// <exception cref="ArgumentException">An address is not of <c>http</c> or <c>https</c>.</exception>
    public DebuginfodSource(DebuginfodOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Servers.FirstOrDefault(each => !each.IsAbsoluteUri || !DebuginfodOptions.IsHttp(each)) is { } other)
            throw new ArgumentException($"A debuginfod server has an address of http or https, not {other}.", nameof(options));
        _cache = new DebuginfodCache(options.CacheFolder);
        _cancellation = options.Cancellation;
        _client = DebuginfodServer.MakeClient(options);
        _servers = [.. options.Servers.Select(each => new DebuginfodServer(_client, each, options))];
    }

    /// <summary>Why the last file that did not come did not, in one line; null while all came or were not there.</summary>
    public string? LastFault { get; private set; }

    /// <summary>How many files came from servers, not from the folder.</summary>
    public int Fetched => _fetched;

    /// <inheritdoc/>
    public string? TryFetch(string buildId) => TryFetch(buildId, DebugInfo);

    /// <inheritdoc/>
    public string? TryFetchExecutable(string buildId) => TryFetch(buildId, Executable);

    /// <summary>Closes the connections. Files stay in their folder.</summary>
    public void Dispose() => _client.Dispose();

    private string? TryFetch(string buildId, string kind)
    {
        ArgumentNullException.ThrowIfNull(buildId);
        if (buildId.Length is < 2 or > LongestBuildId || !buildId.All(char.IsAsciiHexDigitLower))
            return null;
        lock (_gates.GetOrAdd($"{buildId}/{kind}", _ => new object()))
            return _cache.Find(buildId, kind, out bool isMiss) ?? (isMiss ? null : FetchFromAny(buildId, kind));
    }

    private string? FetchFromAny(string buildId, string kind)
    {
        bool isMissing = true;
        try
        {
            foreach (DebuginfodServer server in _servers)
            {
                if (_cancellation.IsCancellationRequested || server.IsResting(_cache.MissTime) || _refused.ContainsKey((server, buildId, kind)))
                {
                    isMissing = false;
                    continue;
                }

                if (Fetch(server, buildId, kind, out bool isNotThere) is { } path)
                    return path;
                isMissing &= isNotThere;
            }

            if (isMissing && _servers.Length > 0)
                KeepMiss(buildId, kind);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DebuginfodStorageException)
        {
            LastFault = $"the folder of debuginfod's files cannot be written to: {e.Message}";
        }

        return null;
    }

    private string? Fetch(DebuginfodServer server, string buildId, string kind, out bool isNotThere)
    {
        FileStream file = _cache.Create(buildId, kind);
        bool isKept = false;
        try
        {
            bool isWhole;
            string? fault;
            using (file)
                isWhole = server.TryFetch($"buildid/{buildId}/{kind}", file, out isNotThere, out fault);
            if (isWhole && !DebugFiles.IsBuild(file.Name, buildId))
                (isWhole, fault) = (false, $"{server.Address} has something else under build {buildId}");
            LastFault = fault ?? LastFault;
            if (!isWhole && !isNotThere && !server.IsResting(_cache.MissTime))
                _refused.TryAdd((server, buildId, kind), true);
            if (!isWhole)
                return null;
            string path = _cache.Keep(file.Name, buildId, kind);
            isKept = true;
            Interlocked.Increment(ref _fetched);
            _cache.Clean();
            return path;
        }
        finally
        {
            if (!isKept)
                File.Delete(file.Name);
        }
    }

    private void KeepMiss(string buildId, string kind)
    {
        FileStream file = _cache.Create(buildId, kind);
        file.Dispose();
        _cache.Keep(file.Name, buildId, kind);
    }
}
