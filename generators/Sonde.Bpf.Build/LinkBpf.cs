using Microsoft.Build.Framework;
using Sonde.Bpf.Build.Compiling;
using Sonde.Bpf.Build.Linking;

namespace Sonde.Bpf.Build;

/// <summary>Links the objects of several sources into one, where one of them is another than it was made from.</summary>
public sealed class LinkBpf : Microsoft.Build.Utilities.Task
{
    /// <summary>The objects, as <see cref="PrepareBpf"/> gave them; those that are not linked are passed over.</summary>
    [Required]
    public ITaskItem[] Objects { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        var freshness = new FreshnessCheck("/");
        foreach (ITaskItem item in Objects)
        {
            string[] parts = ItemText.List(item, "Parts");
            string output = item.GetMetadata("Object");
            // A part is missing in an editor, where a source that does not compile is only warned of: the last description stays.
            if (parts.Length > 0 && parts.All(File.Exists) && !freshness.IsFresh(output, item.GetMetadata("LinkStamp"), parts))
                Link(item, output, parts, freshness);
        }

        return !Log.HasLoggedErrors;
    }

    private void Link(ITaskItem item, string output, string[] parts, FreshnessCheck freshness)
    {
        string[] sources = [.. ItemText.List(item, "Sources").Select(Path.GetFileName)];
        Log.LogMessage(MessageImportance.High, "link: {0}", string.Join(", ", sources));
        DateTime start = DateTime.UtcNow;
        try
        {
            if (BpfLinker.Link(output, parts) is not { } problem)
            {
                freshness.Record(item.GetMetadata("LinkStamp"), parts, start);
                return;
            }

            // libbpf names objects that nobody has written.
            for (int i = 0; i < parts.Length; i++)
                problem = problem.Replace(parts[i], sources[i]);
            LogError(item, BuildErrors.LinkError, $"{string.Join(", ", sources)} cannot be linked into one object: {problem}");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            LogError(item, BuildErrors.LibbpfMissing,
                $"{string.Join(", ", sources)} are linked by libbpf.so.1, and it cannot be loaded: install libbpf 1.0 or newer, "
                + $"package libbpf1 (Debian, Ubuntu) or libbpf (Fedora, Arch, Alpine): {e.Message.Split('\n')[0]}");
        }
        catch (FormatException e)
        {
            LogError(item, BuildErrors.ObjectUnreadable, $"what {string.Join(", ", sources)} are linked into cannot be read: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogError(item, BuildErrors.OutputUnwritable, OutputFault.Explain(Path.GetDirectoryName(output), e));
        }
    }

    private void LogError(ITaskItem item, string code, string message) =>
        Log.LogError(null, code, null, item.ItemSpec, 0, 0, 0, 0, "{0}", message);
}
