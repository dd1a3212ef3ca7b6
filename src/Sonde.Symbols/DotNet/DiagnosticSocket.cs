using System.Globalization;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Finds the socket at which a .NET process answers questions about itself.</summary>
internal static class DiagnosticSocket
{
    /// <summary>Its path as this process reaches it, or null: no .NET, or one that was told to have none.</summary>
    public static string? Find(int pid)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid || StartTime(process) is not { } startTime)
            return null;
        foreach (string folder in TemporaryFolders(process).Distinct(StringComparer.Ordinal))
        {
            // A process in a container numbers itself and has files of its own.
            string path = string.Create(CultureInfo.InvariantCulture, $"{process}/root{folder.TrimEnd('/')}/dotnet-diagnostic-{innerPid}-{startTime}-socket");
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    // The name of the program, in brackets, may hold spaces and brackets; the start time is the 20th field behind it.
    private static string? StartTime(string process)
    {
        string stat = ReadLines($"{process}/stat").FirstOrDefault() ?? "";
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? fields[19] : null;
    }

    private static IEnumerable<string> TemporaryFolders(string process)
    {
        const string Variable = "TMPDIR=";
        string environment = "";
        try
        {
            environment = Encoding.UTF8.GetString(File.ReadAllBytes($"{process}/environ"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The default is tried without it.
        }

        foreach (string variable in environment.Split('\0'))
        {
            if (variable.StartsWith(Variable, StringComparison.Ordinal) && variable.Length > Variable.Length)
                yield return variable[Variable.Length..];
        }

        yield return "/tmp";
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
