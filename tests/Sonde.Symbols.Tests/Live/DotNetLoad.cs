using System.Diagnostics;
using System.Globalization;

namespace Sonde.Symbols.Tests.Live;

/// <summary>A .NET program under load, warm, without special environment.</summary>
internal sealed class DotNetLoad : IDisposable
{
    private readonly Process _process;
    private bool _isEnded;

    private DotNetLoad(Process process) => _process = process;

    public int Pid => _process.Id;

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it. It ends by itself, too, should the test be killed.</summary>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    public static DotNetLoad Start(string framework) => Start(framework, ["120"]);

    /// <inheritdoc cref="Start(string)"/>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="environment">Variables that it starts with.</param>
    public static DotNetLoad Start(string framework, string[] arguments, params (string Name, string Value)[] environment)
    {
        const string Name = "Sonde.Symbols.Load";
        string bin = Path.Combine(AppContext.BaseDirectory, "..", "..", Name);
        string folder = Directory.GetDirectories(bin, $"{new DirectoryInfo(AppContext.BaseDirectory).Name}_{framework}*").Single();
        var start = new ProcessStartInfo(Path.Combine(folder, Name), arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
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
        if (_isEnded)
            return;
        _isEnded = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
