using System.Diagnostics;
using System.Globalization;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>A process on one CPU writes records as fast as it can, a consumer on another takes them.</summary>
internal sealed class RingStreamComparison(int size) : IComparison
{
    private const double Seconds = 1.5;
    private const int WarmUps = 2;
    private const int Rounds = 12;

    public string Name => $"ring-stream-{size}";

    public void Run(Peers peers)
    {
        using var file = new ObjectFile("RingFill");
        using SideProcesses others = peers.Start("ring_stream", file.Path, $"stream{size}");
        using var ours = new SideProcess(
            Machine.MeasuredCpu, Environment.ProcessPath!, [typeof(RingStreamComparison).Assembly.Location, "side", "ring-stream"]);
        SideProcess[] sides = [ours, .. others];
        List<double[]>[] results = [.. sides.Select(_ => new List<double[]>())];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int turn = 0; turn < sides.Length; turn++)
            {
                int which = Benchmarks.Rounds.Turn(round + WarmUps, turn, sides.Length);
                double[] result = Measure(peers, sides[which]);
                if (round >= 0)
                    results[which].Add(result);
            }
        }

        Console.WriteLine($"{Name}: producer and consumer at the same time, {size}-byte records, {Rounds} rounds of {Seconds} s in turns");
        Table.Head();
        double[][] a = Print("Sonde Subscribe", results[0]);
        for (int side = 1; side < sides.Length; side++)
        {
            string name = sides[side].Introduction[..sides[side].Introduction.LastIndexOf(' ')];
            double[][] b = Print(name, results[side]);
            Table.Line($"to {name}: ratio of medians: events {Median(a[0]) / Median(b[0]):F2}, consumer's CPU {Median(a[1]) / Median(b[1]):F2}");
        }
    }

    /// <summary>Sonde's side: the same as peers/ring_stream.c.</summary>
    public static void Consume()
    {
        using RingFill bpf = RingFill.Open();
        bpf.Load();
        BpfArray<ulong> counters = bpf.Maps.Counters;
        ulong sum = 0;
        long count = 0;
        using RingSubscription subscription = bpf.Object.GetMap("records").AsRingBuffer<RingRecord>().Subscribe((in RingRecord record) =>
        {
            sum += record.Number;
            count++;
        });
        Console.WriteLine($"Sonde {string.Join(",", ProgramIds())}");
        using var self = Process.GetCurrentProcess();
        while (Console.ReadLine() is { } line)
        {
            var time = TimeSpan.FromSeconds(double.Parse(line, CultureInfo.InvariantCulture));
            for (long before = Volatile.Read(ref count); Volatile.Read(ref count) == before;)
                Thread.Sleep(1);
            ulong written = counters[0], lost = counters[1];
            long first = Volatile.Read(ref count);
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long start = Stopwatch.GetTimestamp();
            Thread.Sleep(time);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Volatile.Read(ref count) - first} {elapsed.TotalNanoseconds} {(Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds} {counters[0] - written} {counters[1] - lost}"));
        }
    }

    // Millions of events a second, CPU of the consumer in percent, records lost in percent.
    private double[] Measure(Peers peers, SideProcess side)
    {
        string programs = side.Introduction[(side.Introduction.LastIndexOf(' ') + 1)..];
        side.Send(Seconds.ToString(CultureInfo.InvariantCulture));
        using Process producer = Process.Start(
            "taskset", ["-c", $"{Machine.OtherCpu}", Path.Combine(peers.Folder, "producer"), programs, $"stream{size}", (Seconds + 0.3).ToString(CultureInfo.InvariantCulture)]);
        double[] answer = side.Answer();
        producer.WaitForExit();
        return [answer[0] / answer[1] * 1e3, 100 * answer[2] / answer[1], 100 * answer[4] / (answer[3] + answer[4])];
    }

    private static double[][] Print(string name, List<double[]> results)
    {
        string[] columns = ["M events/s", "consumer CPU %", "lost %"];
        Console.WriteLine(name);
        return [.. columns.Select((column, i) =>
        {
            double[] values = [.. results.Select(result => result[i]).Order()];
            Table.Row("  " + column, values);
            return values;
        })];
    }

    private static double Median(double[] sorted) => Benchmarks.Rounds.At(sorted, 0.5);

    // The kernel tells in /proc which programs this process holds; the producer finds the right one by its name.
    private static IEnumerable<string> ProgramIds() => Directory.GetFiles("/proc/self/fdinfo")
        .Select(file => File.Exists(file) ? File.ReadAllText(file) : "")
        .Where(text => text.Contains("prog_id:", StringComparison.Ordinal))
        .Select(text => text.Split("prog_id:")[1].Split('\n')[0].Trim());
}
