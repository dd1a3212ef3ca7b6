using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Testing;

/// <summary>A command-line tool under test: its output is collected, and can be waited for.</summary>
public sealed partial class ToolProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ToolProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The host that runs this test, also when the test was started by its own executable.</summary>
    public static string Dotnet { get; } = Path.GetFileName(Environment.ProcessPath) == "dotnet"
        ? Environment.ProcessPath!
        : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));

    public string Output => Text(_output);

    public string Error => Text(_error);

    /// <summary>Starts a tool that was built beside the test: <c>NAME.dll</c>, run by this runtime.</summary>
    public static ToolProcess Start(string name, params string[] arguments)
        => StartProgram(Dotnet, [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]);

    public static ToolProcess StartProgram(string program, string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) 
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the standard output has a text.</summary>
    public void WaitFor(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (_process.WaitForExit(20))
                throw new InvalidOperationException($"The tool ended before it said '{text}'. It said: {Output}{Error}");
            if (clock.Elapsed > TimeSpan.FromSeconds(120))
                throw new TimeoutException($"The tool did not say '{text}' in time. It said: {Output}{Error}");
        }
    }

    /// <summary>Types a line.</summary>
    public void Type(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt()
    {
        const int interrupt = 2;
        if (Kill(_process.Id, interrupt) != 0)
            throw new InvalidOperationException("The tool has ended already.");
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public int Wait()
    {
        if (!_process.WaitForExit(120_000))
            throw new TimeoutException($"The tool did not end. It said: {Output}{Error}");
        _process.WaitForExit(); // Once more without a limit: that one also waits for the last lines.
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
                text.Append(line).Append('\n');
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
