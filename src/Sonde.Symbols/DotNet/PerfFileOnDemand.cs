using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>
/// Has a .NET process write a jitdump or perf map, reads it, and has it stop again: for a runtime that does not list its methods.
/// A process that writes one already, or has one left of its number, is not asked: it could not be stopped without ending its own.
/// </summary>
internal static class PerfFileOnDemand
{
    // Beyond what the answers may take: a runtime that is late carries out what it was sent, and has to be told to stop.
    private static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(1);

    /// <summary>Reads the jitdump that the process is asked for; null when it does not write one that can be read.</summary>
    public static JitDump? ReadJitDump(int pid, TimeSpan timeout, long maxBytes = long.MaxValue) =>
        Read(pid, timeout, isJitDump: true, () => JitDumpFile.TryRead(pid, out _, maxBytes));

    /// <summary>Reads the perf map that the process is asked for; null when it does not write one that can be read.</summary>
    public static PerfMap? ReadPerfMap(int pid, TimeSpan timeout, long maxBytes = long.MaxValue) =>
        Read(pid, timeout, isJitDump: false, () => PerfMapFile.TryRead(pid, out _, maxBytes));

    private static T? Read<T>(int pid, TimeSpan timeout, bool isJitDump, Func<T?> read)
        where T : class
    {
        // What is there already is all there is to be had.
        if (read() is { } before)
            return before;
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid)
            return null;
        // .NET 8 writes a list of assemblies beside its map.
        string[] names = [
            string.Create(CultureInfo.InvariantCulture, $"jit-{innerPid}.dump"), string.Create(CultureInfo.InvariantCulture, $"perf-{innerPid}.map"),
            string.Create(CultureInfo.InvariantCulture, $"perfinfo-{innerPid}.map")];
        if (HasOneOpen(pid, names) || names.Any(name => !IsFree(pid, name)))
            return null;
        DiagnosticClient? client = null;
        try
        {
            client = DotNetProcess.Ask(pid, timeout);
            client.EnablePerfMap(isJitDump);
            return read();
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            if (client?.HasAsked == true)
                CleanUp(pid, names);
        }
    }

    private static void CleanUp(int pid, string[] names)
    {
        try
        {
            DotNetProcess.Ask(pid, CleanUpTime).DisablePerfMap();
        }
        catch (IOException)
        {
            // The process has ended, or answers when nobody waits any more: it is told all the same.
        }

        if (ProcessStatus.EffectiveUser(pid) is not { } user)
            return;
        foreach (string name in names)
            Delete(pid, name, user);
    }

    // Whether nothing at all is there, of which it could not be told afterwards whose it is.
    private static bool IsFree(int pid, string name)
    {
        try
        {
            using SafeFileHandle place = RegularFile.OpenPlaceIn(Root(pid), $"/tmp/{name}");
            return false;
        }
        catch (KernelException e)
        {
            return e.Errno == Errno.ENOENT;
        }
    }

    // It may have been told to write to another folder, or its file may be deleted.
    private static bool HasOneOpen(int pid, string[] names)
    {
        try
        {
            return Directory.GetFiles(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd"))
                .Select(Target)
                .Any(path => names.Any(name => path.Contains($"/{name}", StringComparison.Ordinal)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or may not be looked at: then it is not to be asked either.
            return true;
        }
    }

    private static string Target(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName ?? "";
        }
        catch (IOException)
        {
            // Closed since.
            return "";
        }
    }

    // In the process's own root: a link in its place must not lead to a file of this process's.
    private static void Delete(int pid, string name, uint user)
    {
        try
        {
            RegularFile.DeleteIn(Root(pid), $"/tmp/{name}", user);
        }
        catch (KernelException)
        {
            // It wrote none, or the process has ended.
        }
    }

    private static string Root(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root");
}
