using System.Diagnostics;
using System.Globalization;

namespace Sonde.Symbols.Tests.Live;

/// <summary>A .NET program under load, warm, without special environment.</summary>
internal sealed class DotNetLoad : IDisposable
{
    private readonly Process _process;

    private DotNetLoad(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>Starts it. It ends by itself, too, should the test be killed.</summary>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    /// <param name="environment">Variables that it starts with.</param>
    public static DotNetLoad Start(string framework, params (string Name, string Value)[] environment)
    {
        const string Name = "Sonde.Symbols.Load";
        string bin = Path.Combine(AppContext.BaseDirectory, "..", "..", Name);
        string folder = Directory.GetDirectories(bin, $"{new DirectoryInfo(AppContext.BaseDirectory).Name}_{framework}*").Single();
        var start = new ProcessStartInfo(Path.Combine(folder, Name), "120") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        var load = new DotNetLoad(process);
        if (process.StandardOutput.ReadLine() == "warm")
            return load;
        load.Dispose();
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{Name} for {framework} ended before it was warm."));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
