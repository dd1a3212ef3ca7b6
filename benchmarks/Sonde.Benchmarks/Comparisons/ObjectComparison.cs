using System.Diagnostics;
using Sonde.Bpf;

namespace Sonde.Benchmarks;

/// <summary>An object of six programs and six maps is opened, loaded and attached, then disposed.</summary>
internal sealed class ObjectComparison : IComparison
{
    public string Name => "object";

    public void Run(string peers)
    {
        using var file = new ObjectFile("SixPrograms");
        using var peer = new SideProcess(Machine.MeasuredCpu, Path.Combine(peers, "object_load"), file.Path);
        Machine.BindThread(Machine.MeasuredCpu);
        var ours = new List<double>();
        var theirs = new List<double>();
        var letGo = new List<double>();
        Rounds up = Rounds.Take(3, 20, () => UpAndDown(ours, letGo), () =>
        {
            double[] answer = peer.Ask();
            theirs.Add(answer[1] / 1e6);
            return answer[0] / 1e6;
        });
        Machine.FreeThread();
        Table.Print($"{Name}: milliseconds to open, load and attach 6 programs and 6 maps", "Sonde (C#)", $"{peer.Introduction}", up);
        Table.Print($"{Name}: milliseconds until the caller has control back from disposing", "Sonde Dispose (C#)", $"{peer.Introduction} destroy, close", new([.. ours.Order()], [.. theirs.Order()]));
        Table.Row("Sonde until the kernel has let go", [.. letGo.Order()]);
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
