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
