using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Finds the perf map that a process wrote.</summary>
internal static class PerfMapFile
{
    // A map of a million methods has some 100 MB.
    private const int MaxSize = 512 << 20;

    /// <summary>Reads the map of a live process, or says why not.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="refusal">Why not.</param>
    /// <param name="maxBytes">About how many bytes of memory it may take.</param>
    public static PerfMap? TryRead(int pid, out JitFileRefusal refusal, long maxBytes = long.MaxValue)
    {
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid)
        {
            refusal = new JitFileRefusal(JitFileFault.ProcessGone, string.Create(CultureInfo.InvariantCulture, $"There is no process {pid}."));
            return null;
        }

        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{innerPid}.map");
        byte[]? text = ProcessFile.TryRead(pid, path, (int)Math.Min(MaxSize, maxBytes), out refusal);
        if (text is null)
            return null;
        var map = PerfMap.Parse(text);
        if (map.Bytes <= maxBytes)
            return map;
        refusal = ProcessFile.RefuseMemory(path, map.Bytes, maxBytes);
        return null;
    }

    /// <summary>Reads the map of a process that may have ended, or says why not.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="owners">The users whose files are believed; root's are, too.</param>
    /// <param name="refusal">Why it was not read.</param>
    public static PerfMap? TryRead(string path, IReadOnlyList<uint> owners, out JitFileRefusal refusal)
    {
        byte[]? text = ProcessFile.TryReadOfAnyOf(path, owners, MaxSize, out refusal);
        return text is null ? null : PerfMap.Parse(text);
    }
}
