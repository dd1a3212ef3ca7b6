using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>
/// Has a .NET process write a jitdump or perf map, reads it, and has it stop again: for a runtime that does not list its methods.
/// A file that it wrote before goes on to be written and stays.
/// </summary>
internal static class PerfFileOnDemand
{
    /// <summary>Reads the jitdump that the process is asked for; null when it does not write one that can be read.</summary>
    public static JitDump? ReadJitDump(int pid, TimeSpan timeout) =>
        Read(pid, timeout, isJitDump: true, id => $"jit-{id}.dump", () => JitDumpFile.TryRead(pid, out _));

    /// <summary>Reads the perf map that the process is asked for; null when it does not write one that can be read.</summary>
    public static PerfMap? ReadPerfMap(int pid, TimeSpan timeout) =>
        Read(pid, timeout, isJitDump: false, id => $"perf-{id}.map", () => PerfMapFile.TryRead(pid));

    private static T? Read<T>(int pid, TimeSpan timeout, bool isJitDump, Func<int, string> nameOf, Func<T?> read)
        where T : class
    {
        // Somebody else's: what is there already is all there is to be had, and not ours to take away.
        if (read() is { } before)
            return before;
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid)
            return null;
        bool isEnabled = false;
        try
        {
            DotNetProcess.Ask(pid, timeout).EnablePerfMap(isJitDump);
            isEnabled = true;
            return read();
        }
        catch (IOException)
        {
            return null;
        }
        finally
        {
            if (isEnabled)
                CleanUp(pid, timeout, [nameOf(innerPid), string.Create(CultureInfo.InvariantCulture, $"perfinfo-{innerPid}.map")]);
        }
    }

    private static void CleanUp(int pid, TimeSpan timeout, string[] names)
    {
        try
        {
            DotNetProcess.Ask(pid, timeout).DisablePerfMap();
        }
        catch (IOException)
        {
            // The process has ended.
        }

        // .NET 8 writes a list of assemblies beside its map.
        foreach (string name in names)
            Delete(pid, name);
    }

    // In the process's own root: a link in its place must not lead to a file of this process's.
    private static void Delete(int pid, string name)
    {
        try
        {
            RegularFile.DeleteIn(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/root"), $"/tmp/{name}");
        }
        catch (KernelException)
        {
            // It wrote none, or the process has ended.
        }
    }
}
