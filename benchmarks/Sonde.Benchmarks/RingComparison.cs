using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Sonde.Benchmarks;

/// <summary>Sonde and a peer drain the same ring in turns, so that a busy neighbour hits both.</summary>
internal static class RingComparison
{
    private const int WarmUps = 30;
    private const int Rounds = 100;

    public static void Run(string peerProgram)
    {
        string bpfObject = Path.Combine(Path.GetTempPath(), $"RingFill.{Environment.ProcessId}.bpf.o");
        WriteObject(bpfObject);
        try
        {
            using var peer = new RingPeer(peerProgram, bpfObject);
            using var sonde = new RingDrain();
            var ours = new List<double>();
            var theirs = new List<double>();
            for (int round = -WarmUps; round < Rounds; round++)
            {
                double a = Time(sonde);
                double b = peer.Drain();
                if (round < 0)
                    continue;
                ours.Add(a);
                theirs.Add(b);
            }

            Report(peer.Name, [.. ours.Order()], [.. theirs.Order()]);
        }
        finally
        {
            File.Delete(bpfObject);
        }
    }

    private static double Time(RingDrain sonde)
    {
        ulong count = sonde.Fill();
        long start = Stopwatch.GetTimestamp();
        ulong sum = sonde.Drain();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum == count * (count - 1) / 2
            ? time.TotalNanoseconds / count
            : throw new InvalidOperationException($"drained {sum}, not the sum of {count} numbers");
    }

    private static void Report(string peer, double[] ours, double[] theirs)
    {
        Console.WriteLine($"ring drain, 16 MiB of 32-byte records, {Rounds} rounds in turns, nanoseconds a record");
        Console.WriteLine($"{"",-34} {"min",8} {"median",8} {"p90",8}");
        Row("Sonde Drain (C#)", ours);
        Row($"{peer} ring_buffer__consume", theirs);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ratio of medians {Median(ours) / Median(theirs):F2}, of minima {ours[0] / theirs[0]:F2}, between p10/p90 {ours[ours.Length / 10] / theirs[theirs.Length * 9 / 10]:F2} and p90/p10 {ours[ours.Length * 9 / 10] / theirs[theirs.Length / 10]:F2}"));
    }

    private static void Row(string name, double[] sorted) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-34} {sorted[0],8:F2} {Median(sorted),8:F2} {sorted[sorted.Length * 9 / 10],8:F2}"));

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static void WriteObject(string path)
    {
        Assembly assembly = typeof(RingComparison).Assembly;
        string name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("RingFill.bpf.o", StringComparison.Ordinal));
        using Stream resource = assembly.GetManifestResourceStream(name)!;
        using FileStream file = File.Create(path);
        resource.CopyTo(file);
    }
}
