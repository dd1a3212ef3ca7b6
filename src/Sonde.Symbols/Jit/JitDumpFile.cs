using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Finds the jitdump that a process wrote.</summary>
internal static class JitDumpFile
{
    // It has the code as well as the names: some kilobytes a method.
    private const int MaxSize = 1 << 30;

    /// <summary>Reads the dump of a live process, or says why not.</summary>
    public static JitDump? TryRead(int pid, out JitFileRefusal refusal)
    {
        if (ProcessStatus.InnermostPid(pid) is not { } innerPid)
        {
            refusal = new JitFileRefusal(JitFileFault.ProcessGone, string.Create(CultureInfo.InvariantCulture, $"There is no process {pid}."));
            return null;
        }

        refusal = default;
        string name = string.Create(CultureInfo.InvariantCulture, $"jit-{innerPid}.dump");
        foreach (string path in Candidates(pid, name))
        {
            byte[]? bytes = ProcessFile.TryRead(pid, path, MaxSize, out JitFileRefusal fault);
            if (bytes is not null)
                return Parse(bytes, path, out refusal);
            // That there is none elsewhere as well says less than why the first one was refused.
            if (refusal.Fault is JitFileFault.None or JitFileFault.NotThere)
                refusal = fault;
        }

        return null;
    }

    /// <summary>Reads the dump of a process that may have ended, or says why not.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="owners">The users whose files are believed; root's are, too.</param>
    /// <param name="refusal">Why it was not read.</param>
    public static JitDump? TryRead(string path, IReadOnlyList<uint> owners, out JitFileRefusal refusal)
    {
        byte[]? bytes = ProcessFile.TryReadOfAnyOf(path, owners, MaxSize, out refusal);
        return bytes is null ? null : Parse(bytes, path, out refusal);
    }

    private static JitDump? Parse(byte[] bytes, string path, out JitFileRefusal refusal)
    {
        refusal = default;
        try
        {
            return JitDump.Parse(bytes);
        }
        catch (JitDumpFormatException e)
        {
            refusal = new JitFileRefusal(JitFileFault.Unreadable, $"{path}: {e.Message}");
            return null;
        }
    }

    // Runtimes map a page of it as executable, which is how perf learns of the file.
    private static IEnumerable<string> Candidates(int pid, string name)
    {
        string? mapped = null;
        try
        {
            mapped = ProcessMaps.Read(pid).Mappings.FirstOrDefault(mapping => mapping.Name.EndsWith('/' + name, StringComparison.Ordinal))?.Name;
        }
        catch (Exception e) when (e is KernelException or FormatException)
        {
            // The usual places are tried without it.
        }

        if (mapped is not null)
            yield return mapped;
        if (mapped != $"/tmp/{name}")
            yield return $"/tmp/{name}";
        yield return name;
    }
}
