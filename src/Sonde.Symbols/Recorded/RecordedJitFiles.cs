using System.Globalization;

namespace Sonde.Symbols;

/// <summary>The files of names that the runtime of a recorded process wrote.</summary>
internal sealed class RecordedJitFiles
{
    private RecordedJitFiles()
    {
    }

    /// <summary>The jitdumps, those that the recording has first.</summary>
    public List<JitDump> Dumps { get; } = [];

    /// <summary>The perf map, or null.</summary>
    public PerfMap? Map { get; private set; }

    /// <summary>Why there are none, or not all; null where nothing was refused.</summary>
    public string? Explanation { get; private set; }

    /// <summary>Reads them. It never throws: what cannot be read, or may not be believed, is explained.</summary>
    /// <param name="pid">The process as the recording numbers it.</param>
    /// <param name="mapped">The jitdumps that it had mapped, as it saw their paths.</param>
    /// <param name="options">Where to look.</param>
    /// <param name="owners">Whom to believe.</param>
    public static RecordedJitFiles Read(int pid, IReadOnlyCollection<string> mapped, SymbolizerOptions options, IReadOnlyList<uint> owners)
    {
        var files = new RecordedJitFiles();
        foreach (string path in mapped)
            files.ReadDump([path, .. options.JitFileFolders.Select(folder => Path.Combine(folder, Path.GetFileName(path)))], owners);
        if (mapped.Count == 0)
            files.ReadDump(options.JitFileFolders.Select(folder => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"jit-{pid}.dump"))), owners);
        foreach (string folder in options.JitFileFolders)
        {
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"perf-{pid}.map"));
            files.Map = PerfMapFile.TryRead(path, owners, out JitFileRefusal refusal);
            files.Note(refusal);
            if (files.Map is not null)
                break;
        }

        return files;
    }

    private void ReadDump(IEnumerable<string> places, IReadOnlyList<uint> owners)
    {
        foreach (string place in places)
        {
            JitDump? dump = JitDumpFile.TryRead(place, owners, out JitFileRefusal refusal);
            Note(refusal);
            if (dump is null)
                continue;
            Dumps.Add(dump);
            return;
        }
    }

    // That there is none is what most processes have.
    private void Note(JitFileRefusal refusal)
    {
        if (refusal.Fault is not (JitFileFault.None or JitFileFault.NotThere))
            Explanation ??= refusal.Message;
    }
}
