using System.IO.Compression;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The configuration that the running kernel was built with, where it can be read.</summary>
internal static class KernelConfiguration
{
    private static readonly Lazy<(string Path, Dictionary<string, string> Options)?> Read = new(
        ReadFirst, LazyThreadSafetyMode.PublicationOnly); // A failure is not kept.

    private static string[] Paths =>
    [
        "/proc/config.gz", $"/boot/config-{KernelVersion.Current.Release}", $"/lib/modules/{KernelVersion.Current.Release}/config",
    ];

    public static BpfFeatureAnswer Ask(string option)
    {
        if (Read.Value is not { } found)
        {
            return new(
                option, BpfFeatureState.Unknown, BpfEvidence.None,
                $"The kernel's configuration cannot be read: there is none of {string.Join(", ", Paths)}.");
        }

        return found.Options.TryGetValue(option, out string? value)
            ? new(option, BpfFeatureState.Yes, BpfEvidence.Configuration, $"{found.Path} has {option}={value}.")
            : new(option, BpfFeatureState.No, BpfEvidence.Configuration, $"{found.Path} does not set {option}.");
    }

    internal static Dictionary<string, string> Parse(TextReader reader)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && line.StartsWith("CONFIG_", StringComparison.Ordinal) && line[(equals + 1)..] != "n")
                options[line[..equals]] = line[(equals + 1)..];
        }

        return options;
    }

    private static (string Path, Dictionary<string, string> Options)? ReadFirst()
    {
        foreach (string path in Paths)
        {
            try
            {
                using Stream file = File.OpenRead(path);
                using Stream text = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
                using var reader = new StreamReader(text);
                return (path, Parse(reader));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                // The next place may have it.
            }
        }

        return null;
    }
}
