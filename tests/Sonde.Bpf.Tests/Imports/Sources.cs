namespace Sonde.Bpf.Tests;

/// <summary>The sources of the packages under test, as they were compiled.</summary>
internal static class Sources
{
    private const string Prefix = "source/";

    public static IReadOnlyList<(string Path, string Text)> All { get; } =
    [
        .. typeof(Sources).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(n => (n[Prefix.Length..], Read(n))),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Sources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
