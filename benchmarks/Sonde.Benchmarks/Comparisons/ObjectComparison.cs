using System.Diagnostics;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>An object of six programs and six maps is opened, loaded and attached, then disposed.</summary>
internal sealed class ObjectComparison : IComparison
{
    private const int WarmUps = 3;

    public string Name => "object";

    public void Run(Peers peers)
    {
        using var file = new ObjectFile("SixPrograms");
        using SideProcesses others = peers.Start("object_load", file.Path);
        Machine.BindThread(Machine.MeasuredCpu);
        var letGo = new List<double>();
        List<double>[] downs = [.. Enumerable.Range(0, 1 + others.Count).Select(_ => new List<double>())];
        Rounds up = Rounds.Take(WarmUps, 20, [
            new Side("Sonde", () => UpAndDown(downs[0], letGo)),
            .. others.Select((side, i) => new Side(side.Introduction, () => Ask(side, downs[i + 1])))]);
        Machine.FreeThread();
        Table.Print($"{Name}: milliseconds to open, load and attach 6 programs and 6 maps", up);
        var down = new Rounds(up.Names, [.. downs.Select(d => d.Skip(WarmUps).Order().ToArray())]);
        Table.Print($"{Name}: milliseconds until the caller has control back from disposing", down);
        Table.Row("Sonde until the kernel has let go", [.. letGo.Skip(WarmUps).Order()]);
    }

    private static double Ask(SideProcess side, List<double> down)
    {
        double[] answer = side.Ask();
        down.Add(answer[1] / 1e6);
        return answer[0] / 1e6;
    }

    private static double UpAndDown(List<double> down, List<double> letGo)
    {
        long start = Stopwatch.GetTimestamp();
        SixPrograms bpf = SixPrograms.Open();
        bpf.Load();
        BpfObject loaded = bpf.Object;
        bpf.Attach();
        double up = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        start = Stopwatch.GetTimestamp();
        loaded.Dispose();
        down.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        loaded.DisposeAsync().AsTask().GetAwaiter().GetResult();
        letGo.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        bpf.Dispose();
        return up;
    }
}
