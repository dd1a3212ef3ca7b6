using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Finds the jitdump that a process wrote.</summary>
internal static class JitDumpFile
{
    // It has the code as well as the names: some kilobytes a method.
    private const int MaxSize = 1 << 30;

    // The code, of which nothing is kept, is most of it.
    private const long CodeShare = 4;

    /// <summary>Reads the dump of a live process, or says why not.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="refusal">Why not.</param>
    /// <param name="maxBytes">About how many bytes of memory it may take; while it is read it takes the file's size as well.</param>
    public static JitDump? TryRead(int pid, out JitFileRefusal refusal, long maxBytes = long.MaxValue)
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
            byte[]? bytes = ProcessFile.TryRead(pid, path, (int)Math.Min(MaxSize, Math.Min(maxBytes, MaxSize) * CodeShare), out JitFileRefusal fault);
            if (bytes is not null)
                return Parse(bytes, path, maxBytes, out refusal);
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
        return bytes is null ? null : Parse(bytes, path, long.MaxValue, out refusal);
    }

    private static JitDump? Parse(byte[] bytes, string path, long maxBytes, out JitFileRefusal refusal)
    {
        refusal = default;
        try
        {
            var dump = JitDump.Parse(bytes);
            if (dump.Bytes <= maxBytes)
                return dump;
            refusal = ProcessFile.RefuseMemory(path, dump.Bytes, maxBytes);
            return null;
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
