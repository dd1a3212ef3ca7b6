using System.Globalization;
using Sonde.ObjectFiles;
using Sonde.Perf;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Stacks of programs without frame pointers, beside the chains that perf gets from the same recording with libunwind or elfutils.</summary>
public sealed class NativeStackTests(ITestOutputHelper output) : IDisposable
{
    private const double Required = 0.99;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-stacks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("frames.c", "gcc")]
    [InlineData("frames.c", "clang")]
    [InlineData("objects.cpp", "g++")]
    public void Chains_are_those_of_perf(string source, string compiler)
    {
        Recorder.RequirePerf();
        string recording = Recorder.Record(_folder, 2000, Recorder.Build(_folder, source, compiler), "2");
        List<ulong[]> expected = PerfChains.Of(recording);
        using var modules = new UnwindModules();
        var stacks = new RecordedStacks(modules);
        var unwinder = new Unwinder();
        var frames = new UnwoundFrame[PerfChains.MostFrames];
        var ends = new SortedDictionary<UnwindEnd, int>();
        var differences = new List<string>();
        int index = 0;
        stacks.Read(recording, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack) =>
        {
            UnwindEnd end = unwinder.Unwind(code, in registers, in stack, frames, out int count);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            ulong[] chain = [.. frames.Take(count).Select(frame => frame.LookupAddress)];
            if (!PerfChains.IsSame(expected[index], chain, sample.ProcessId, stacks))
                differences.Add($"{index}: {end}\n  perf  {Text(expected[index])}\n  Sonde {Text(chain)}");
            index++;
        });

        output.WriteLine($"{source} {compiler}: {index} stacks, {differences.Count} differ; {string.Join(", ", ends)}");
        output.WriteLine(string.Join('\n', differences.Take(10)));
        Assert.Equal(expected.Count, index);
        Assert.True(index > 1000, $"{index} samples");
        Assert.True(differences.Count <= index * (1 - Required), $"{differences.Count} of {index} differ:\n{string.Join('\n', differences.Take(5))}");
        Assert.True(ends[UnwindEnd.Outermost] >= index * Required, string.Join(", ", ends));
    }

    private static string Text(ulong[] chain) => string.Join(' ', chain.Select(address => address.ToString("x", CultureInfo.InvariantCulture)));
}
