using Xunit;

namespace Sonde.Testing;

/// <summary>Runs programs that were built beside the test as the user nobody, without any capability.</summary>
public static class Nobody
{
    private const string SetPriv = "/usr/bin/setpriv";

    // A checkout may lie where nobody may not look, below /root for example.
    private static readonly Lazy<string> Copy = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("sonde-nobody-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    });

    /// <summary>Starts <c>NAME.dll</c>; skips the test where this process cannot become another user.</summary>
    public static ToolProcess Start(string name, params string[] arguments)
    {
        Assert.SkipUnless(Environment.UserName == "root" && File.Exists(SetPriv), "needs root and setpriv, to become nobody");
        return ToolProcess.StartProgram(
            SetPriv,
            [
                "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all",
                ToolProcess.Dotnet, Path.Combine(Copy.Value, $"{name}.dll"), .. arguments,
            ],
            Copy.Value);
    }
}
