namespace Sonde.Symbols;

/// <summary>How a <see cref="Symbolizer"/> looks for names.</summary>
public sealed record SymbolizerOptions
{
    /// <summary>Where distributions and developers keep debug files, by build id and by path. <c>/usr/lib/debug</c> if not set.</summary>
    public IReadOnlyList<string> DebugFolders { get; init; } = DebugFiles.UsualFolders;

    /// <summary>Who is asked for debug files that are in none of the folders; nobody if not set.</summary>
    public IDebugInfoSource? DebugInfoSource { get; init; }

    /// <summary>Whether source lines and inlined calls are read where there is debug information; if not set they are.</summary>
    public bool ReadLines { get; init; } = true;

    /// <summary>Whether .NET processes are asked for the names of their methods. Each is asked over its diagnostic socket, and left as it was.</summary>
    public bool AskRuntimes { get; init; } = true;

    /// <summary>How long a runtime may take for all that it is asked at once: 10 seconds if not set.</summary>
    public TimeSpan RuntimeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where files of names lie that runtimes of recorded processes wrote: <c>perf-PID.map</c>, and <c>jit-PID.dump</c> where it is not at the path
    /// that the recording has. <c>/tmp</c> if not set. Those of a container are elsewhere, and have another number in their name.
    /// </summary>
    public IReadOnlyList<string> JitFileFolders { get; init; } = ["/tmp"];

    /// <summary>
    /// Users who are believed what such a file of a recorded process says, besides root: anybody may have made one up. The user of this process
    /// if not set.
    /// </summary>
    public IReadOnlyList<uint>? JitFileOwners { get; init; }

    /// <summary>
    /// About how many bytes of memory files may take, and as many what was looked up: 256 MiB if not set. Of files those not asked for
    /// longest are forgotten, of processes all frames. Half of it is for the names that the runtime of one process has, what is beyond that has the
    /// reason in <see cref="SymbolFrame.Explanation"/>. The sections of the
    /// debug information of one file may take four times as many when they are uncompressed. The debug information of the kernel and its modules, where it is installed, comes on top.
    /// </summary>
    public long CacheBytes { get; init; } = 256L << 20;

    /// <summary>How many bytes of memory the names that the runtime of a live process has may take.</summary>
    internal long MaxRuntimeBytes => CacheBytes / 2;

    /// <summary>How files are read with it.</summary>
    internal ModuleOptions ToModuleOptions() => new(new DebugFiles(DebugFolders, DebugInfoSource), ReadLines ? CacheBytes / 2 : 0);
}
