using System.Globalization;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>The call chains that <c>perf script</c> finds in the stacks of a recording, a sample each.</summary>
internal static class PerfChains
{
    // perf gives up there.
    public const int MostFrames = 127;

    // Without inlined calls, which share their caller's address.
    public static List<ulong[]> Of(string recording) =>
        Parse(Recorder.Run("perf", ["script", "-i", recording, "-F", "comm,ip", "--no-inline", "--max-stack", $"{MostFrames}"]));

    /// <summary>Whether two chains are the same. perf prints the place in the file, where it knows the file.</summary>
    public static bool IsSame(ulong[] expected, ulong[] chain, int pid, RecordedStacks stacks)
    {
        if (expected.Length != chain.Length)
            return false;
        for (int i = 0; i < chain.Length; i++)
        {
            if (!IsSame(expected[i], chain[i], pid, stacks))
                return false;
        }

        return true;
    }

    public static bool IsSame(ulong expected, ulong address, int pid, RecordedStacks stacks)
    {
        if (address == expected)
            return true;
        RecordedMapping? mapping = stacks.FindMapping(pid, address);
        return mapping is not null && address - mapping.Start + mapping.FileOffset == expected;
    }

    private static List<ulong[]> Parse(string script)
    {
        var chains = new List<ulong[]>();
        var chain = new List<ulong>();
        bool isOpen = false;
        foreach (string line in script.Split('\n'))
        {
            bool isFrame = line.StartsWith('\t');
            if (isFrame)
            {
                chain.Add(ulong.Parse(line.Trim().Split(' ')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
            else if (isOpen)
            {
                chains.Add([.. chain]);
                chain.Clear();
            }

            isOpen = isFrame || line.Trim().Length > 0;
        }

        return chains;
    }
}
