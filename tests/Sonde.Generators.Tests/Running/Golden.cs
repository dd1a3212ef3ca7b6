namespace Sonde.Generators.Tests.Running;

/// <summary>
/// Text that is compared with a file beside the tests. On a difference the new text is written as <c>.received</c> next to the copy
/// of that file: look at it, and if it is right, make it the new file in <c>Golden/</c>.
/// </summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public static string Description(string name) => File.ReadAllText(Path.Combine(Folder, name + ".txt"));

    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Folder, name);
        string received = path + ".received";
        string? expected = File.Exists(path) ? File.ReadAllText(path) : null;
        if (expected == actual)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail($"{name}: {Difference(expected, actual)}. The new text is in {received}");
    }

    private static string Difference(string? expected, string actual)
    {
        if (expected is null)
            return "there is no such golden file";
        string[] wanted = expected.Split('\n');
        string[] got = actual.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < got.Length && wanted[line] == got[line])
            line++;
        return $"line {line + 1} should be '{At(wanted, line)}' and is '{At(got, line)}'";
    }

    private static string At(string[] lines, int index) => index < lines.Length ? lines[index] : "<end>";
}
