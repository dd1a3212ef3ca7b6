using System.Diagnostics;
using Sonde.ObjectFiles;
using Sonde.Symbols;

namespace Sonde.Benchmarks;

/// <summary>The copied stacks of a recording are walked.</summary>
internal sealed class UnwindComparison : IComparison
{
    private const int MostFrames = 127;

    private readonly UnwoundFrame[] _frames = new UnwoundFrame[MostFrames];

    public string Name => "unwind";

    public void Run(Peers peers)
    {
        using var recording = new Recording();
        using var modules = new UnwindModules();
        long start = Stopwatch.GetTimestamp();
        ReadAndWalk(recording, modules, out long frames);
        double cold = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Rounds rounds = Rounds.Take(
            2, 10,
            new Side("Sonde, read and walked", () => ReadAndWalk(recording, modules, out _)),
            new Side("perf script -F ip --no-inline", () => recording.PerfScript("-F", "ip", "--no-inline", "--max-stack", $"{MostFrames}") * 1e6 / recording.Samples));
        Table.Print($"{Name}: nanoseconds a stack of {recording.Samples}, which have {(double)frames / recording.Samples:F1} frames", rounds);
        List<double> walks = [.. Enumerable.Range(0, 12).Select(_ => WalkOnly(recording, modules)).Skip(2).Order()];
        Table.Row("Sonde, the walks alone", [.. walks]);
        Table.Line($"Sonde the first time, with reading the tables of all modules: {cold:F0} milliseconds in all");
    }

    private double ReadAndWalk(Recording recording, UnwindModules modules, out long frames)
    {
        var unwinder = new Unwinder();
        long sum = 0;
        long start = Stopwatch.GetTimestamp();
        recording.ReadStacks(modules, (AddressSpace code, in FrameRegisters registers, in StackCopy stack) =>
        {
            unwinder.Unwind(code, in registers, in stack, _frames, out int count);
            sum += count;
        });
        frames = sum;
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / recording.Samples;
    }

    private double WalkOnly(Recording recording, UnwindModules modules)
    {
        var unwinder = new Unwinder();
        long ticks = 0;
        recording.ReadStacks(modules, (AddressSpace code, in FrameRegisters registers, in StackCopy stack) =>
        {
            long start = Stopwatch.GetTimestamp();
            unwinder.Unwind(code, in registers, in stack, _frames, out _);
            ticks += Stopwatch.GetTimestamp() - start;
        });
        return ticks * (1e9 / Stopwatch.Frequency) / recording.Samples;
    }
}
