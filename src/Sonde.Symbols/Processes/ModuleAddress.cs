using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>
/// A place in a file, free of where a process has loaded it: it can be recorded on one machine and named on another, which has the file or
/// its debug information.
/// </summary>
/// <param name="Path">The file as the process sees it.</param>
/// <param name="BuildId">The build id of the file, lower-case hexadecimal; null when it has none or could not be read.</param>
/// <param name="FileOffset">The offset in the file.</param>
/// <param name="Address">The address as the file numbers it; null when the file could not be read.</param>
public readonly record struct ModuleAddress(string Path, string? BuildId, ulong FileOffset, ulong? Address)
{
    /// <summary>Which file it was when the place was taken, by which one without a build id is known again; null where it could not be opened.</summary>
    public FileStatus? File { get; init; }
}
