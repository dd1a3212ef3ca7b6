using Sonde.Kernel;
using Sonde.Perf;
using Sonde.Symbols;

namespace FoldstacksTool;

/// <summary>What a recording does not have, so that a reader knows what the output leaves out.</summary>
internal sealed class Losses
{
    private ulong _records;
    private ulong _samples;

    /// <summary>Counts a record of losses; others are none.</summary>
    public void Count(in PerfDataRecord record)
    {
        if (record.Type is not (PerfRecordType.Lost or PerfRecordType.LostSamples))
            return;
        PerfLost lost = record.AsLost();
        _records += lost.IsSamples ? 0 : lost.Count;
        _samples += lost.IsSamples ? lost.Count : 0;
    }

    /// <summary>Tells of them, if there are any.</summary>
    /// <param name="late">How many records came after later ones.</param>
    /// <param name="frames">All frames: why those of the kernel have no names.</param>
    public void Tell(long late, IReadOnlyList<SymbolFrame> frames)
    {
        if (_records > 0)
            Console.Error.WriteLine($"foldstacks: {_records} records were lost, because a ring was full when they were recorded");
        if (_samples > 0)
            Console.Error.WriteLine($"foldstacks: {_samples} samples were lost when they were recorded");
        if (late > 0)
            Console.Error.WriteLine($"foldstacks: {late} records came after later ones: their names may be those of another time");
        if (frames.FirstOrDefault(frame => (long)frame.Address < 0 && frame.Explanation is not null) is { } kernel)
            Console.Error.WriteLine($"foldstacks: kernel code has no names: {kernel.Explanation}");
    }
}
