using System.Diagnostics;
using System.Globalization;

namespace Sonde.Symbols.Tests.Live;

/// <summary>A .NET program under load, warm, without special environment.</summary>
internal sealed class DotNetLoad : IDisposable
{
    private const string Name = "Sonde.Symbols.Load";

    private readonly Process _process;
    private bool _isEnded;

    private DotNetLoad(Process process)
    {
        _process = process;
        Pid = process.Id;
    }

    /// <summary>The process, as this process's pid namespace numbers it.</summary>
    public int Pid { get; private init; }

    public StreamReader Output => _process.StandardOutput;

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Starts it. It ends by itself, too, should the test be killed.</summary>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    public static DotNetLoad Start(string framework) => Start(framework, ["120"]);

    /// <inheritdoc cref="Start(string)"/>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    /// <param name="arguments">What it is to do.</param>
    public static DotNetLoad Start(string framework, string[] arguments) => new(StartWarm(Executable(framework), arguments));

    /// <summary>
    /// Starts it so that it writes a jitdump from its start on. Without the second setting .NET 10 writes records that it cannot finish, and ends
    /// the file with the first of them.
    /// </summary>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    public static DotNetLoad StartWithJitDump(string framework) =>
        new(StartWarm(Executable(framework), ["120"], ("DOTNET_PerfMapEnabled", "2"), ("DOTNET_PerfMapStubGranularity", "2")));

    /// <summary>Starts it in a pid namespace and a mount namespace of its own, with a folder for temporary files that nobody else sees.</summary>
    /// <param name="framework"><c>net10.0</c> runs on the installed runtime, <c>net8.0</c> is self-contained.</param>
    public static DotNetLoad StartInContainer(string framework)
    {
        Process process = StartWarm(
            "unshare", ["--pid", "--fork", "--mount", "--mount-proc", "--kill-child", "sh", "-c", $"mount -t tmpfs none /tmp && exec {Executable(framework)} 120"]);
        string children = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/task/{process.Id}/children"));
        return new DotNetLoad(process) { Pid = int.Parse(children, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) };
    }

    public void Dispose()
    {
        if (_isEnded)
            return;
        _isEnded = true;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Executable(string framework)
    {
        string bin = Path.Combine(AppContext.BaseDirectory, "..", "..", Name);
        string folder = Directory.GetDirectories(bin, $"{new DirectoryInfo(AppContext.BaseDirectory).Name}_{framework}*").Single();
        return Path.GetFullPath(Path.Combine(folder, Name));
    }

    private static Process StartWarm(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == "warm")
            return process;
        process.Kill(entireProcessTree: true);
        process.Dispose();
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended before it was warm.");
    }
}
