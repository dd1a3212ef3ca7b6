using System.Globalization;

namespace Sonde.Symbols;

/// <summary>A live .NET process, which was started with no special environment.</summary>
public static class DotNetProcess
{
    /// <summary>Whether a process is one of .NET 5 or newer that answers questions.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    public static bool IsRunning(int pid) => DiagnosticSocket.Find(pid) is not null;

    /// <summary>
    /// Has the runtime list all methods that have code now, with those of the framework. It takes some tenths of a second, in which
    /// the process goes on; nothing is left behind in it.
    /// </summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="timeout">How long to wait for the whole answer; null for 10 seconds.</param>
    /// <exception cref="IOException">
    /// The process has no such runtime, belongs to another user, does not answer in time, or sends what is not a trace.
    /// </exception>
    public static ManagedMethods ReadMethods(int pid, TimeSpan? timeout = null) => ReadMethods(pid, timeout, long.MaxValue);

    /// <inheritdoc cref="ReadMethods(int, TimeSpan?)"/>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="timeout">How long to wait for the whole answer; null for 10 seconds.</param>
    /// <param name="maxBytes">About how many bytes of memory the methods may take; those beyond are counted.</param>
    internal static ManagedMethods ReadMethods(int pid, TimeSpan? timeout, long maxBytes)
    {
        try
        {
            return ManagedMethods.From(Ask(pid, timeout).CollectRundown, maxBytes);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            throw Failed(pid, e);
        }
    }

    /// <summary>A client for one exchange with the process, in a limited time.</summary>
    /// <exception cref="IOException">The process has no socket.</exception>
    internal static DiagnosticClient Ask(int pid, TimeSpan? timeout)
    {
        DiagnosticSocket socket = DiagnosticSocket.Find(pid)
            ?? throw new IOException("it has no .NET diagnostic socket; it is no .NET process, its DOTNET_EnableDiagnostics is 0, or its /proc entries cannot be read");
        return new DiagnosticClient(socket, pid, timeout ?? TimeSpan.FromSeconds(10));
    }

    internal static IOException Failed(int pid, Exception e) =>
        new(string.Create(CultureInfo.InvariantCulture, $"read methods of process {pid}: {e.Message}."), e);
}
