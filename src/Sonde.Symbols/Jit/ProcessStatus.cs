using System.Globalization;

namespace Sonde.Symbols;

/// <summary>What <c>/proc/PID/status</c> says of a process.</summary>
internal static class ProcessStatus
{
    /// <summary>The user that it acts as, as this process's user namespace numbers it; null when it is gone.</summary>
    public static uint? EffectiveUser(int pid) =>
        Field(pid, "Uid:") is [_, var effective, ..] && uint.TryParse(effective, NumberStyles.None, CultureInfo.InvariantCulture, out uint user) ? user : null;

    /// <summary>Its number in its own pid namespace, as it writes it itself; null when it is gone.</summary>
    public static int? InnermostPid(int pid) =>
        Field(pid, "NSpid:") is [.., var inner] && int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>When it started, in nanoseconds since 1970, to some hundredths of a second; null when it is gone.</summary>
    public static long? StartedAt(int pid)
    {
        const double ticksPerSecond = 100;
        try
        {
            string uptime = File.ReadAllText("/proc/uptime");
            if (ProcessIdentity.Read(pid) is not { } identity || !double.TryParse(uptime.Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double up))
                return null;
            long now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            return now - (long)((up - (identity.StartTime / ticksPerSecond)) * 1e9);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string[] Field(int pid, string name)
    {
        try
        {
            foreach (string line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")))
            {
                if (line.StartsWith(name, StringComparison.Ordinal))
                    return line[name.Length..].Split('\t', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }

        return [];
    }
}
