using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Kernel;

namespace Sonde.Perf.Tests.Data;

/// <summary>What <c>perf script --ns</c> prints of samples: a line each, or a line and the call chain below it.</summary>
internal sealed partial class SampleLines
{
    public List<Line> Samples { get; } = [];

    public static SampleLines Parse(string text)
    {
        var parsed = new SampleLines();
        foreach (string line in text.Split('\n'))
        {
            if (Head().Match(line) is { Success: true } head)
                parsed.Samples.Add(new Line(head));
            else if (line.StartsWith('\t') || (line.StartsWith(' ') && line.Trim().Length > 0))
                parsed.Samples[^1].Chain.Add(Hex(line.Trim().Split(' ')[0]));
        }

        return parsed;
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // COMM PID/TID [CPU] SECONDS.NANOSECONDS: PERIOD EVENT: REST
    [GeneratedRegex(@"^ *(?<comm>.+?) +(?<pid>\d+)/(?<tid>\d+) +(\[(?<cpu>\d+)\] +)?(?<s>\d+)\.(?<ns>\d{9}): +(?<period>\d+) +(?<event>\S+): *(?<rest>.*)$")]
    private static partial Regex Head();

    internal sealed class Line(Match head)
    {
        public List<ulong> Chain { get; } = [];

        public void Check(PerfSample sample)
        {
            Assert.Equal((Number("pid"), Number("tid")), ((ulong)sample.ProcessId, (ulong)sample.ThreadId));
            Assert.Equal(head.Value + (Number("s") * 1_000_000_000 + Number("ns")), head.Value + sample.Time);
            Assert.Equal(Number("period"), sample.Period);
            if (head.Groups["cpu"].Success)
                Assert.Equal(Number("cpu"), (ulong)sample.Cpu);
            string[] rest = head.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (Chain.Count > 0)
            {
                // Marks of what follows are no addresses.
                ulong[] chain = [.. sample.CallChain.ToArray().Where(address => address < ulong.MaxValue - 4094)];
                Assert.Equal(Chain.Count, chain.Length);
                Assert.All(Chain.Zip(chain), pair => Assert.True(IsSame(pair.First, pair.Second), $"{pair.First:x} is not {pair.Second:x}"));
                return;
            }

            if ((sample.Fields & PerfSampleFields.DataSource) != 0)
            {
                Assert.Equal((Hex(rest[0]), Hex(rest[1])), (sample.Address, sample.DataSource));
                Assert.Equal((Number(rest[^2]), Hex(rest[^1])), (sample.Weight & uint.MaxValue, sample.InstructionPointer));
                return;
            }

            Assert.Equal(Hex(rest[0]), sample.InstructionPointer);
            Assert.Equal(rest.Skip(1).Select(Branch), sample.Branches.ToArray().Select(branch => (branch.From, branch.To, branch.IsMispredicted, branch.Cycles)));
        }

        // Where perf knows the file of a user's address, it prints the place in the file.
        private static bool IsSame(ulong printed, ulong address) =>
            printed == address || (printed < 1 << 28 && (printed & 0xfff) == (address & 0xfff));

        // FROM/TO/M or P/X or -/A or -/CYCLES/...
        private static (ulong From, ulong To, bool IsMispredicted, int Cycles) Branch(string text)
        {
            string[] parts = text.Split('/');
            return (Hex(parts[0][2..]), Hex(parts[1][2..]), parts[2] == "M", int.Parse(parts[5], CultureInfo.InvariantCulture));
        }

        private ulong Number(string group) => ulong.Parse(
            head.Groups[group] is { Success: true } found ? found.Value : group, NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
