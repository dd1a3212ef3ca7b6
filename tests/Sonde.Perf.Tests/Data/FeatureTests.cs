using System.Buffers.Binary;
using Sonde.Testing;

namespace Sonde.Perf.Tests.Data;

/// <summary>The optional sections behind the records: what perf lists from them, and broken copies of them.</summary>
public sealed class FeatureTests
{
    private static readonly byte[] Extremes = [0x00, 0x01, 0x7f, 0x80, 0xff];

    [Theory]
    [InlineData("branch-4.14", "cycles:ppp")]
    [InlineData("hybrid_topology", "cpu_core/cycles:ppp/", "cpu_atom/cycles:ppp/", "dummy:HG")]
    [InlineData("lost_samples-4.4", "cycles:pp", "instructions:pp", "branch-instructions:pp")]
    public void Events_have_the_names_that_perf_lists(string name, params string[] expected)
    {
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/quipper/perf.data.{name}"));
        Assert.Equal(expected, file.Events.Select(each => each.Name));
    }

    [Theory]
    [InlineData("branch-4.14", 3, "/lib64/ld-2.23.so", "a3f83cd3799ef4149d3763cee54dd18b967b7ddb")]
    [InlineData("hybrid_topology", 2, "[vdso]", "72d2e6b04eddddbe609e3ce78f0c16a03f516b35")]
    [InlineData("lost_samples-4.4", 5, "/usr/bin/coreutils", "227977f1351ef28be0fe6039ff57943b417e21c9")]
    public void Files_have_the_build_ids_that_perf_lists(string name, int count, string path, string buildId)
    {
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/quipper/perf.data.{name}"));
        Assert.Equal(count, file.BuildIds.Count);
        Assert.Equal(buildId, file.BuildIds[path]);
    }

    [Fact]
    public void A_build_id_is_as_long_as_its_size_says()
    {
        byte[] bytes = File.ReadAllBytes(Fixtures.Path("perf-data/quipper/perf.data.hybrid_topology"));
        string path = Path.GetTempFileName();
        try
        {
            // MD5 of 16 bytes: the kernel fills the rest with zeros, and says so by a bit of the header.
            byte[] id = Convert.FromHexString("72d2e6b04eddddbe609e3ce78f0c16a03f516b35");
            int at = bytes.AsSpan().LastIndexOf(id);
            bytes[at + 20] = 16;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at - 8), (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at - 8)) | (1 << 15)));
            File.WriteAllBytes(path, bytes);
            using PerfDataFile file = PerfDataFile.Open(path);
            Assert.Equal("72d2e6b04eddddbe609e3ce78f0c16a0", file.BuildIds["[vdso]"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_section_that_is_too_large_is_not_read()
    {
        byte[] bytes = File.ReadAllBytes(Fixtures.Path("perf-data/quipper/perf.data.branch-4.14"));
        string path = Path.GetTempFileName();
        try
        {
            // The place of the build ids is the second, behind that of the tracepoints where there are some.
            int behind = (int)(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(40)) + BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(48)));
            Assert.Equal(0b100, bytes[72] & 0b110);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(behind + 8), 17 << 20);
            using (FileStream file = File.Create(path))
            {
                file.Write(bytes);
                file.SetLength(20 << 20);
            }

            Assert.Empty(Read(path, "a section of 17 MiB").BuildIds);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("quipper/perf.data.branch-4.14")]
    [InlineData("quipper/perf.data.hybrid_topology")]
    [InlineData("quipper/perf.data.lost_samples-4.4")]
    [InlineData("linux-perf-data/sleep.data")]
    public void Broken_features_cost_names_and_nothing_else(string name)
    {
        const int Rounds = 5000;
        byte[] good = File.ReadAllBytes(Fixtures.Path($"perf-data/{name}"));
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, good);
        try
        {
            // Which there are, and all behind the records.
            (int Start, int End) bits = (72, 104);
            int behind = (int)(BinaryPrimitives.ReadUInt64LittleEndian(good.AsSpan(40)) + BinaryPrimitives.ReadUInt64LittleEndian(good.AsSpan(48)));
            (int events, string?[] names, Dictionary<string, string> buildIds) = Read(path, "whole");
            Assert.NotEmpty(buildIds);
            var random = new Random(20_000);
            byte[] copy = new byte[good.Length];
            int lost = 0;
            for (int round = 0; round < Rounds; round++)
            {
                good.CopyTo(copy, 0);
                for (int i = round % 8; i >= 0; i--)
                {
                    // A third where it is said what there is and where.
                    (int start, int end) = (round % 6) switch { 0 => bits, 3 => (behind, behind + 256), _ => (behind, good.Length) };
                    copy[random.Next(start, end)] = random.Next(2) == 0 ? Extremes[random.Next(Extremes.Length)] : (byte)random.Next(256);
                }

                int length = round % 5 == 0 ? random.Next(behind, good.Length) : good.Length;
                using (FileStream file = File.Create(path))
                    file.Write(copy, 0, length);
                (int eventsNow, string?[] namesNow, Dictionary<string, string> buildIdsNow) = Read(path, $"{name} round {round}");
                Assert.Equal(events, eventsNow);
                lost += names.SequenceEqual(namesNow) && buildIds.Count == buildIdsNow.Count && !buildIds.Except(buildIdsNow).Any() ? 0 : 1;
            }

            // Mutations that break nothing would prove nothing.
            Assert.InRange(lost, Rounds / 20, Rounds - 1);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (int Events, string?[] Names, Dictionary<string, string> BuildIds) Read(string path, string what)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        using PerfDataFile file = PerfDataFile.Open(path);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.True(allocated < 1 << 20, $"{what}: allocated {allocated} bytes");
        return (file.Events.Count, [.. file.Events.Select(each => each.Name)], new(file.BuildIds));
    }
}
