using System.Diagnostics;
using Sonde.Testing;

namespace Sonde.Perf.Tests.Data;

/// <summary>Broken copies of good recordings: read, or refused with the one exception of the format.</summary>
public sealed class HostileTests
{
    private static readonly byte[] Extremes = [0x00, 0x01, 0x7f, 0x80, 0xff];

    [Theory]
    [InlineData("quipper/perf.data.branch-4.14", 5000)]
    [InlineData("quipper/perf.data.lost_samples-4.4", 4000)]
    [InlineData("quipper/perf.data.hybrid_topology", 3000)]
    [InlineData("quipper/perf.data.piped.no_attr_ids-4.14", 4000)]
    [InlineData("linux-perf-data/sleep.compressed2.data", 2000)]
    [InlineData("linux-perf-data/sleep.compressed.data", 2000)]
    public void Broken_recordings_are_read_or_refused(string name, int rounds)
    {
        byte[] good = File.ReadAllBytes(Fixtures.Path($"perf-data/{name}"));
        string path = Path.GetTempFileName();
        try
        {
            var random = new Random(20_000);
            byte[] copy = new byte[good.Length];
            int refused = 0;
            for (int round = 0; round < rounds; round++)
            {
                good.CopyTo(copy, 0);
                // A third in the header and the events, the rest anywhere.
                int reach = round % 3 == 0 ? 400 : good.Length;
                for (int i = round % 8; i >= 0; i--)
                    copy[random.Next(reach)] = random.Next(2) == 0 ? Extremes[random.Next(Extremes.Length)] : (byte)random.Next(256);
                int length = round % 5 == 0 ? random.Next(copy.Length) : copy.Length;
                using (FileStream file = File.Create(path))
                    file.Write(copy, 0, length);
                refused += Read(path, (PerfRecordOrder)(round % 2), $"{name} round {round}") ? 0 : 1;
            }

            // Mutations that break nothing would prove nothing.
            Assert.InRange(refused, rounds / 20, rounds - 1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool Read(string path, PerfRecordOrder order, string what)
    {
        long start = Stopwatch.GetTimestamp();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        bool isGood = true;
        try
        {
            using PerfDataFile file = PerfDataFile.Open(path);
            using PerfDataReader records = file.ReadRecords(order);
            while (records.TryRead(out PerfDataRecord record))
            {
                try
                {
                    AllFields.Touch(record);
                }
                catch (PerfDataFormatException)
                {
                    isGood = false;
                }
            }
        }
        catch (PerfDataFormatException e)
        {
            Assert.DoesNotContain('\n', e.Message);
            isGood = false;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < 8 << 20, $"{what}: allocated {allocated} bytes");
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Assert.True(elapsed < TimeSpan.FromSeconds(5), $"{what}: took {elapsed}");
        return isGood;
    }
}
