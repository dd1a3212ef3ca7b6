using System.Globalization;
using Sonde.Kernel;

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

    /// <summary>When it started, in nanoseconds since 1970, to some hundredths of a second; null when it is gone, or that is not known.</summary>
    public static long? StartedAt(int pid)
    {
        if (ProcessIdentity.Read(pid) is not { } identity)
            return null;
        return StartedAt(identity.StartTime, BootClock.Nanoseconds, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);
    }

    /// <summary>When a process started, in nanoseconds since 1970; null where the clocks do not agree.</summary>
    /// <param name="startTime">The same in ticks since boot.</param>
    /// <param name="sinceBoot">Nanoseconds since boot.</param>
    /// <param name="now">Nanoseconds since 1970.</param>
    internal static long? StartedAt(ulong startTime, long sinceBoot, long now)
    {
        const long nanosecondsPerTick = 10_000_000;
        long age = sinceBoot - ((long)startTime * nanosecondsPerTick);
        // What is told of a process and what the clock says are of different time namespaces.
        return age < 0 ? null : now - age;
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
