namespace Sonde.Symbols;

/// <summary>Where files with debug information come from that are not on this machine, a debuginfod server for example.</summary>
/// <remarks>
/// It must be safe from several threads: it is asked on that which looks a name up, which for <see cref="RecordedStacks"/> is one of the pool, and by
/// another one at the same time perhaps. What it throws is why a frame of a recording has no name, and does not end the recording's other names.
/// </remarks>
public interface IDebugInfoSource
{
    /// <summary>Fetches the debug information of a build. It is asked for one build several times perhaps: it remembers what it has not.</summary>
    /// <param name="buildId">The build id, lower-case hexadecimal.</param>
    /// <returns>The path of a file on this machine, or null when the source has none. A file of another build is not used.</returns>
    string? TryFetch(string buildId);

    /// <summary>Fetches the file of a build with its code, which has less names but may be there when debug information is not.</summary>
    /// <param name="buildId">The build id, lower-case hexadecimal.</param>
    /// <returns>The path of a file on this machine, or null when the source has none. A file of another build is not used.</returns>
    string? TryFetchExecutable(string buildId) => null;
}
