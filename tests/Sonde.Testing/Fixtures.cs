using System.Diagnostics;
using Xunit;

namespace Sonde.Testing;

/// <summary>Data that other projects made, which lies beside the repository and is no part of it.</summary>
public static class Fixtures
{
    private static readonly string? Folder = FindFolder();

    /// <summary>The path of a file. Skips the test where there are no such data, which a run of CI does not accept.</summary>
    public static string Path(string name)
    {
        string? path = Folder is null ? null : System.IO.Path.Combine(Folder, name);
        Assert.SkipUnless(File.Exists(path), $"the data {name} are not beside the repository, in ../shared/fixtures");
        return path!;
    }

    /// <summary>The bytes of a file, unpacked when its name ends in <c>.xz</c>.</summary>
    public static byte[] Read(string name)
    {
        string path = Path(name);
        if (!name.EndsWith(".xz", StringComparison.Ordinal))
            return File.ReadAllBytes(path);
        using Process xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        xz.StandardOutput.BaseStream.CopyTo(bytes);
        xz.WaitForExit();
        return bytes.ToArray();
    }

    private static string? FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "sdk.sln")))
                continue;
            string fixtures = System.IO.Path.Combine(folder.FullName, "..", "shared", "fixtures");
            return Directory.Exists(fixtures) ? fixtures : null;
        }

        return null;
    }
}
