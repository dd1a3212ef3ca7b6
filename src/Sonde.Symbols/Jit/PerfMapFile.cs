using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Finds the perf map that a process wrote.</summary>
internal static class PerfMapFile
{
    // A map of a million methods has some 100 MB.
    private const long MaxSize = 512 << 20;

    /// <summary>Reads the map of a live process, or gives null: there is none, or none that can be trusted.</summary>
    public static PerfMap? TryRead(int pid)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        string? innerPid = DiagnosticSocket.InnermostPid(process);
        if (innerPid is null)
            return null;
        try
        {
            var file = new FileInfo($"{process}/root/tmp/perf-{innerPid}.map");
            // A link in a folder that all may write to leads where somebody else wants.
            if (!file.Exists || file.LinkTarget is not null || file.Length > MaxSize)
                return null;
            return PerfMap.Parse(File.ReadAllBytes(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
