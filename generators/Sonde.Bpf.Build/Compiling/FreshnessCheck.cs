namespace Sonde.Bpf.Build.Compiling;

/// <summary>Whether outputs are newer than all they were made from. Each file is looked at once, however many programs include it.</summary>
internal sealed class FreshnessCheck(string folder)
{
    private static readonly DateTime Missing = DateTime.MaxValue;

    private readonly Dictionary<string, DateTime> _times = new(StringComparer.Ordinal);

    public bool IsFresh(string output, IEnumerable<string> inputs)
    {
        if (!File.Exists(output))
            return false;
        DateTime made = File.GetLastWriteTimeUtc(output);
        return inputs.All(input => TimeOf(Path.Combine(folder, input)) <= made);
    }

    private DateTime TimeOf(string path)
    {
        if (!_times.TryGetValue(path, out DateTime time))
        {
            FileInfo file = LinkedFile.Find(path);
            time = file.Exists ? file.LastWriteTimeUtc : Missing;
            _times.Add(path, time);
        }

        return time;
    }
}
