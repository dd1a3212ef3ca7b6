using System.Globalization;
using Sonde.ObjectFiles;
using Sonde.Perf;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Stacks of programs without frame pointers, beside the chains that perf gets from the same recording with libunwind or elfutils.</summary>
public sealed class NativeStackTests(ITestOutputHelper output) : IDisposable
{
    private const double Required = 0.99;

    // perf script gives up there.
    private const int MostFrames = 127;

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
        List<ulong[]> expected = ParseChains(Recorder.Run("perf", ["script", "-i", recording, "-F", "comm,ip", "--no-inline", "--max-stack", $"{MostFrames}"]));
        using var modules = new UnwindModules();
        var stacks = new RecordedStacks(modules);
        var unwinder = new Unwinder();
        var frames = new UnwoundFrame[MostFrames];
        var ends = new SortedDictionary<UnwindEnd, int>();
        var differences = new List<string>();
        int index = 0;
        stacks.Read(recording, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack) =>
        {
            UnwindEnd end = unwinder.Unwind(code, in registers, in stack, frames, out int count);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            ulong[] chain = [.. frames.Take(count).Select(frame => frame.LookupAddress)];
            if (!IsSame(expected[index], chain, sample.ProcessId, stacks))
                differences.Add($"{index}: {end}\n  perf  {Text(expected[index])}\n  Sonde {Text(chain)}");
            index++;
        });

        Assert.Equal(expected.Count, index);
        Assert.True(index > 1000, $"{index} samples");
        output.WriteLine($"{source} {compiler}: {index} stacks, {differences.Count} differ; {string.Join(", ", ends)}");
        output.WriteLine(string.Join('\n', differences.Take(10)));
        Assert.True(differences.Count <= index * (1 - Required), $"{differences.Count} of {index} differ:\n{string.Join('\n', differences.Take(5))}");
    }

    private static List<ulong[]> ParseChains(string script)
    {
        var chains = new List<ulong[]>();
        var chain = new List<ulong>();
        bool isOpen = false;
        foreach (string line in script.Split('\n'))
        {
            bool isFrame = line.StartsWith('\t');
            if (isFrame)
                chain.Add(ulong.Parse(line.Trim().Split(' ')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            else if (isOpen)
            {
                chains.Add([.. chain]);
                chain.Clear();
            }

            isOpen = isFrame || line.Trim().Length > 0;
        }

        return chains;
    }

    // perf prints the place in the file, where it knows the file.
    private static bool IsSame(ulong[] expected, ulong[] chain, int pid, RecordedStacks stacks)
    {
        if (expected.Length != chain.Length)
            return false;
        for (int i = 0; i < chain.Length; i++)
        {
            if (chain[i] == expected[i])
                continue;
            var mapping = stacks.Mappings.LastOrDefault(each => each.Pid == pid && chain[i] >= each.Start && chain[i] < each.End);
            if (chain[i] - mapping.Start + mapping.Offset != expected[i])
                return false;
        }

        return true;
    }

    private static string Text(ulong[] chain) => string.Join(' ', chain.Select(address => address.ToString("x", CultureInfo.InvariantCulture)));
}
