using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Live;

/// <summary>Samples the callchains of a process on all CPUs by frame pointers.</summary>
internal static class ChainSampler
{
    private const int Frequency = 997;
    private const ulong CpuClock = 0;
    private const int ClockMonotonic = 1;
    private const uint SampleRecord = 9;

    // Markers in a chain that say which addresses follow.
    private const ulong Context = unchecked((ulong)-4095L);
    private const ulong KernelContext = unchecked((ulong)-128L);
    private const ulong UserContext = unchecked((ulong)-512L);

    public static List<CallChain> Sample(int pid, TimeSpan length)
    {
        DateTime end = DateTime.UtcNow + length;
        return Sample(pid, () => DateTime.UtcNow < end);
    }

    public static List<CallChain> Sample(int pid, Func<bool> goesOn)
    {
        var attributes = new PerfEventAttributes
        {
            Type = PerfEventType.Software,
            Config = CpuClock,
            SamplePeriod = Frequency,
            Flags = PerfEventFlags.Frequency | PerfEventFlags.UseClockId,
            ClockId = ClockMonotonic,
            SampleFields = PerfSampleFields.ThreadId | PerfSampleFields.Time | PerfSampleFields.CallChain,
        };
        var events = new List<FdHandle>();
        var rings = new List<PerfRing>();
        var chains = new List<CallChain>();
        try
        {
            foreach (int cpu in CpuSet.Online)
            {
                events.Add(PerfEventHandle.Open(attributes, PerfEventHandle.Any, cpu));
                rings.Add(PerfRing.Map(events[^1], 128, $"ring of CPU {cpu}"));
            }

            for (; goesOn(); Thread.Sleep(20))
                rings.ForEach(ring => Read(ring, pid, chains));
            return chains;
        }
        finally
        {
            rings.ForEach(ring => ring.Dispose());
            events.ForEach(each => each.Dispose());
        }
    }

    private static void Read(PerfRing ring, int pid, List<CallChain> chains)
    {
        ring.Enter();
        while (ring.TryRead(out PerfBytes record))
        {
            if (record.Read<uint>() == SampleRecord && record.Read<int>(8) == pid)
                chains.Add(ReadChain(record));
        }

        ring.Leave();
    }

    private static CallChain ReadChain(PerfBytes record)
    {
        var kernel = new List<ulong>();
        var user = new List<ulong>();
        List<ulong>? part = null;
        for (int i = 0; i < (int)record.Read<ulong>(24); i++)
        {
            ulong address = record.Read<ulong>(32 + (8 * i));
            if (address >= Context)
                part = address == KernelContext ? kernel : address == UserContext ? user : null;
            else
                part?.Add(address);
        }

        return new CallChain(record.Read<int>(8), record.Read<int>(12), record.Read<ulong>(16), [.. kernel], [.. user]);
    }
}
