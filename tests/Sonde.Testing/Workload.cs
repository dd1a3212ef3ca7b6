using System.Diagnostics;

namespace Sonde.Testing;

/// <summary>The program <c>calls</c>: calls a function an exact number of times when it is told to.</summary>
public sealed class Workload : IDisposable
{
    private readonly Process _process;

    private Workload(Process process) => _process = process;

    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "calls");

    public int Pid => _process.Id;

    public static Workload Start(string kind, int count)
    {
        var start = new ProcessStartInfo(Path, [kind, count.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var workload = new Workload(Process.Start(start)!);
        workload.Expect("ready");
        return workload;
    }

    /// <summary>Makes the calls and waits until they are over. The process stays.</summary>
    public void Run()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        Expect("done");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill();
        _process.Dispose();
    }

    private void Expect(string line)
    {
        string? said = _process.StandardOutput.ReadLine();
        if (said != line)
            throw new InvalidOperationException($"The workload said '{said}', not '{line}'.");
    }
}
