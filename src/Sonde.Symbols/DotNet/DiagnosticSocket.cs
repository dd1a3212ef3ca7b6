using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The socket at which a .NET process answers questions about itself.</summary>
/// <param name="Root">The root that the process sees, as this process reaches it.</param>
/// <param name="Path">Its path in that root.</param>
internal sealed record DiagnosticSocket(string Root, string Path)
{
    /// <summary>Finds it; null where there is none: no .NET, or one that was told to have none.</summary>
    public static DiagnosticSocket? Find(int pid)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid || StartTime(process) is not { } startTime)
            return null;
        foreach (string folder in TemporaryFolders(process).Distinct(StringComparer.Ordinal))
        {
            // A process in a container numbers itself and has files of its own.
            string path = string.Create(CultureInfo.InvariantCulture, $"{folder.TrimEnd('/')}/dotnet-diagnostic-{innerPid}-{startTime}-socket");
            var socket = new DiagnosticSocket($"{process}/root", path);
            if (socket.IsThere())
                return socket;
        }

        return null;
    }

    /// <summary>
    /// Opens its place, for a connection by <c>/proc/self/fd</c>: links on the way lead where they lead in its root, and its path may be longer
    /// than an address of a socket holds.
    /// </summary>
    /// <exception cref="KernelException">It is not there any more, or is no socket.</exception>
    public SafeFileHandle Open()
    {
        SafeFileHandle place = RegularFile.OpenPlaceIn(Root, Path);
        try
        {
            return FileStatus.Of(place).IsSocket ? place : throw new KernelException("open", ToString(), Errno.EINVAL, "It is no socket.");
        }
        catch
        {
            place.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Root.TrimEnd('/')}/{Path.TrimStart('/')}";

    private bool IsThere()
    {
        try
        {
            using SafeFileHandle place = Open();
            return true;
        }
        catch (KernelException)
        {
            return false;
        }
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
