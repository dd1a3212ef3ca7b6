using System.Diagnostics;
using Sonde.Kernel;
using Sonde.Perf;

namespace Sonde.Benchmarks;

/// <summary>All samples of a recording of 50 MB are read with each of their fields, in the order of time.</summary>
internal sealed class RecordingComparison : IComparison
{
    public string Name => "recording";

    public void Run(Peers peers)
    {
        using var recording = new Recording();
        Rounds rounds = Rounds.Take(
            2, 10,
            new Side("Sonde, every field of each sample", () => Read(recording)),
            new Side("perf script -F comm,tid,time,event", () => recording.PerfScript("-F", "comm,tid,time,event")));
        Table.Print($"{Name}: milliseconds to read {recording.Samples} samples of {recording.Megabytes:F0} MB", rounds);
    }

    private static double Read(Recording recording)
    {
        long start = Stopwatch.GetTimestamp();
        using PerfDataFile file = PerfDataFile.Open(recording.Path);
        using PerfDataReader records = file.ReadRecords();
        ulong sum = 0;
        int samples = 0;
        while (records.TryRead(out PerfDataRecord record))
        {
            if (record.Type != PerfRecordType.Sample)
                continue;
            PerfSample sample = record.AsSample();
            samples++;
            sum += sample.InstructionPointer + (ulong)sample.ProcessId + (ulong)sample.ThreadId + sample.Time + sample.Address + (ulong)sample.Cpu + sample.Period;
            foreach (ulong address in sample.CallChain)
                sum += address;
            foreach (ulong register in sample.UserRegisters)
                sum += register;
            sum += (ulong)sample.UserStack.Length + sample.Weight + sample.DataSource;
        }

        double elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return samples == recording.Samples && sum != 0 ? elapsed : throw new InvalidOperationException($"{samples} samples of {recording.Samples}");
    }
}
