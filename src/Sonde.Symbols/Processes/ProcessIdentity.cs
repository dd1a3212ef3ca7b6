using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Tells a process from another that has its number later, and from the program that it was before it executed another.</summary>
/// <param name="StartTime">When it started, in ticks since boot.</param>
/// <param name="Code">Where its program's code begins, the same for all that are linked to a fixed address; 0 where this process may not know.</param>
/// <param name="Stack">Where its stack begins, which the kernel chooses anew for each program; 0 where this process may not know.</param>
internal readonly record struct ProcessIdentity(ulong StartTime, ulong Code, ulong Stack)
{
    // Of the fields behind the name of the program, which is in brackets and may hold spaces and brackets itself.
    private const int StartTimeField = 19;
    private const int CodeField = 23;
    private const int StackField = 25;

    /// <summary>Reads it; null when there is no such process.</summary>
    public static ProcessIdentity? Read(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > StackField
                ? new ProcessIdentity(Number(fields[StartTimeField]), Number(fields[CodeField]), Number(fields[StackField]))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ulong Number(string field) => ulong.TryParse(field, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
