using System.Diagnostics;
using System.Globalization;

namespace Sonde.Benchmarks;

/// <summary>The same job by a peer: a program that fills and drains once for each line that it is sent.</summary>
internal sealed class RingPeer : IDisposable
{
    private readonly Process _process;

    public RingPeer(string program, string bpfObject)
    {
        _process = Process.Start(new ProcessStartInfo(program, [bpfObject]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Name = ReadLine();
    }

    public string Name { get; }

    /// <summary>Nanoseconds a record.</summary>
    public double Drain()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        string[] fields = ReadLine().Split(' ');
        return double.Parse(fields[1], CultureInfo.InvariantCulture) / double.Parse(fields[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The peer ended early.");
}
