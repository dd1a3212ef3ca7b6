namespace Sonde.Bpf.Faults;

/// <summary>What this process holds: descriptors by kind, mappings of maps and rings, pins.</summary>
internal static class Holdings
{
    public static string PinFolder { get; } = $"/sys/fs/bpf/sonde-faults-{Environment.ProcessId}";

    public static string Describe()
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string fd in Directory.EnumerateFiles("/proc/self/fd"))
        {
            string? target = new FileInfo(fd).LinkTarget;
            if (target is null || target.StartsWith("/proc/", StringComparison.Ordinal) || target.EndsWith(".dll", StringComparison.Ordinal))
                continue; // The listing's own, and what the runtime loads meanwhile.
            string kind = target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("pipe:", StringComparison.Ordinal) ? target[..4] : target;
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }

        int mappings = File.ReadLines("/proc/self/maps").Count(l =>
            l.Contains("anon_inode:bpf-map", StringComparison.Ordinal) || l.Contains("anon_inode:[perf_event]", StringComparison.Ordinal)
            || l.Contains("anon_inode:[bpf-map]", StringComparison.Ordinal));
        int pins = Directory.Exists(PinFolder) ? Directory.GetFiles(PinFolder).Length : 0;
        return $"{string.Join(", ", kinds.Select(k => $"{k.Value} {k.Key}"))}; {mappings} mappings; {pins} pins";
    }

    /// <summary>Waits until nothing changes any more.</summary>
    public static string DescribeUnchanging()
    {
        string now = Describe();
        for (int unchanged = 0; unchanged < 30; unchanged++)
        {
            Thread.Sleep(10);
            string next = Describe();
            if (next != now)
                (now, unchanged) = (next, 0);
        }

        return now;
    }

    /// <summary>Waits until the closer has let go of what an operation made.</summary>
    public static string DescribeSettled(string expected)
    {
        string now = Describe();
        for (int i = 0; i < 300 && now != expected; i++)
        {
            if (i == 20)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Thread.Sleep(10);
            now = Describe();
        }

        return now;
    }
}
