using System.Globalization;
using System.Text;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>
/// Whether outputs were made from what their inputs are now. Equal, not older: a header of a package that is taken back to its last
/// version is older than what was made from the newer one. Each file is looked at once, however many programs include it.
/// </summary>
internal sealed class FreshnessCheck(string folder)
{
    private readonly Dictionary<string, FileInfo> _files = new(StringComparer.Ordinal);

    /// <summary>Whether <paramref name="stamp"/> has these inputs as they are.</summary>
    public bool IsFresh(string output, string stamp, IEnumerable<string> inputs) =>
        File.Exists(output) && StateOf(inputs, DateTime.MaxValue) is { } state && TextFile.Holds(stamp, state);

    /// <summary>Leaves a stamp of what the output was made from. One that has changed since <paramref name="start"/> may have been read before or after.</summary>
    public void Record(string stamp, IEnumerable<string> inputs, DateTime start)
    {
        if (StateOf(inputs, start) is { } state)
            TextFile.WriteIfDifferent(stamp, state);
        else
            File.Delete(stamp);
    }

    private string? StateOf(IEnumerable<string> inputs, DateTime start)
    {
        var state = new StringBuilder();
        foreach (string input in inputs)
        {
            FileInfo file = FileAt(Path.Combine(folder, input));
            if (!file.Exists || file.LastWriteTimeUtc >= start)
                return null;
            state.Append(file.Length.ToString(CultureInfo.InvariantCulture)).Append(' ')
                .Append(file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture)).Append(' ').Append(input).Append('\n');
        }

        return state.ToString();
    }

    private FileInfo FileAt(string path)
    {
        if (!_files.TryGetValue(path, out FileInfo file))
            _files.Add(path, file = LinkedFile.Find(path));
        return file;
    }
}
