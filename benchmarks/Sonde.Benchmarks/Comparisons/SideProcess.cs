using System.Diagnostics;
using System.Globalization;

namespace Sonde.Benchmarks;

/// <summary>A side of a comparison in a process of its own: it answers each line that it is sent with a line of numbers.</summary>
internal sealed class SideProcess : IDisposable
{
    private readonly Process _process;

    public SideProcess(int cpu, string program, params string[] arguments)
        : this($"{cpu}", program, arguments)
    {
    }

    public SideProcess(string cpus, string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo("taskset", ["-c", cpus, program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Introduction = ReadLine();
    }

    /// <summary>Its first line.</summary>
    public string Introduction { get; }

    public double[] Ask(string line = "")
    {
        Send(line);
        return Answer();
    }

    public void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public double[] Answer() => [.. ReadLine().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The other side ended early.");
}
