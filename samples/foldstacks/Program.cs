using System.Text;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.Perf;
using Sonde.Symbols;

namespace FoldstacksTool;

/// <summary>Prints the stacks of a recording: folded, as flame graphs are made from, or sample by sample.</summary>
public static class FoldstacksProgram
{
    private const long UncollectedBytes = 128L << 20;

    /// <summary>Runs the tool.</summary>
    public static int Main(string[] args)
    {
        string? path = args is [_] or ["--script", _] ? args[^1] : null;
        if (path is null)
        {
            Console.Error.WriteLine("usage: foldstacks [--script] perf.data");
            return 2;
        }

        // It keeps most of what it makes until it ends: a collection of so much finds little.
        if (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > 8 * UncollectedBytes)
            GC.TryStartNoGCRegion(UncollectedBytes);
        using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        try
        {
            using PerfDataFile file = PerfDataFile.Open(path);
            using var processes = new RecordedProcesses(new SymbolizerOptions { ReadLines = false });
            if (args.Length == 2)
                Print(file, processes, output);
            else
                Fold(file, processes, output);
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PerfDataFormatException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"foldstacks: {e.Message}");
            return 1;
        }
    }

    // Compiled code has names by time only where the clock is that of runtimes.
    internal static ulong TimeOf(PerfDataFile file, in PerfSample sample) => file.HasMonotonicTimes ? sample.Time : RecordedProcesses.UnknownTime;

    private static void Fold(PerfDataFile file, RecordedProcesses processes, Stream output)
    {
        var stacks = new RecordedStacks(processes);
        var threads = new ThreadNames<int>(stacks.Name);
        var losses = new Losses();
        using PerfDataReader records = file.ReadRecords();
        try
        {
            while (records.TryRead(out PerfDataRecord record))
            {
                if (record.Type != PerfRecordType.Sample)
                {
                    losses.Count(record);
                    Note(record, file, processes, threads);
                    continue;
                }

                PerfSample sample = record.AsSample();
                stacks.Add(threads.Of(sample.ThreadId), sample.ProcessId, sample.CallChain, TimeOf(file, sample));
            }
        }
        finally
        {
            // Of a recording that is cut short all that came before.
            stacks.Write(output);
            losses.Tell(records.LateRecords, processes.Frames);
        }
    }

    private static void Print(PerfDataFile file, RecordedProcesses processes, Stream output)
    {
        var text = new ScriptText(file, processes, output);
        var threads = new ThreadNames<byte[]>(Encoding.UTF8.GetBytes);
        var losses = new Losses();
        using PerfDataReader records = file.ReadRecords();
        try
        {
            while (records.TryRead(out PerfDataRecord record))
            {
                losses.Count(record);
                if (record.Type == PerfRecordType.Sample)
                    text.Write(record.AsSample(), threads.Of(record.AsSample().ThreadId));
                else
                    Note(record, file, processes, threads);
            }
        }
        finally
        {
            text.Flush();
            losses.Tell(records.LateRecords, processes.Frames);
        }
    }

    // What is not a sample says what samples mean from there on.
    private static void Note<T>(in PerfDataRecord record, PerfDataFile file, RecordedProcesses processes, ThreadNames<T> threads)
    {
        switch (record.Type)
        {
            case PerfRecordType.Mapping or PerfRecordType.Mapping2 when record.AsMapping() is { IsData: false } mapping:
                string path = Encoding.UTF8.GetString(mapping.NameUtf8);
                string? buildId = mapping.HasBuildId ? Convert.ToHexString(mapping.BuildId).ToLowerInvariant() : file.BuildIds.GetValueOrDefault(IsKernel(mapping, path) ? RecordedProcesses.KernelPath : path);
                processes.Map(mapping.ProcessId, mapping.Start, mapping.Length, mapping.FileOffset, path, buildId);
                break;
            case PerfRecordType.Name:
                PerfThreadName name = record.AsName();
                threads.Set(name.ThreadId, Encoding.UTF8.GetString(name.NameUtf8));
                if (name.IsExec)
                    processes.Execute(name.ProcessId);
                break;
            case PerfRecordType.Fork:
                PerfTask task = record.AsTask();
                threads.Fork(task.ParentThreadId, task.ThreadId);
                if (!task.HasExecuted)
                    processes.Fork(task.ParentProcessId, task.ProcessId);
                break;
            case PerfRecordType.Exit when record.AsTask() is var ended && ended.ProcessId == ended.ThreadId:
                processes.Exit(ended.ProcessId);
                break;
        }
    }

    // Its mapping has a symbol behind its name, by which it is known whether it was moved since.
    private static bool IsKernel(in PerfMapping mapping, string path) =>
        mapping.ProcessId < 0 && path.StartsWith(RecordedProcesses.KernelPath, StringComparison.Ordinal);
}
