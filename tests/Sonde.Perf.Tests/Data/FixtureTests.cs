using System.Globalization;
using System.Text;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Perf.Tests.Data;

/// <summary>Recordings of others, and what Debian's perf said of them.</summary>
public sealed class FixtureTests
{
    // The names of enum perf_event_type as perf prints them, where they are not those of the members in capitals.
    private static readonly Dictionary<PerfRecordType, string> KernelNames = new()
    {
        [PerfRecordType.Mapping] = "MMAP",
        [PerfRecordType.Mapping2] = "MMAP2",
        [PerfRecordType.Name] = "COMM",
        [PerfRecordType.KernelSymbol] = "KSYMBOL",
        [PerfRecordType.BpfEvent] = "BPF_EVENT",
        [PerfRecordType.LostSamples] = "LOST_SAMPLES",
        [PerfRecordType.EventAttributes] = "ATTR",
        [PerfRecordType.EventType] = "EVENT_TYPE",
        [PerfRecordType.EventUpdate] = "EVENT_UPDATE",
        [PerfRecordType.TimeConversion] = "TIME_CONV",
        [PerfRecordType.ThreadMap] = "THREAD_MAP",
        [PerfRecordType.CpuMap] = "CPU_MAP",
        [PerfRecordType.FinishedRound] = "FINISHED_ROUND",
        [PerfRecordType.FinishedInit] = "FINISHED_INIT",
        [PerfRecordType.IdIndex] = "ID_INDEX",
    };

    public static TheoryData<string> Recordings { get; } =
    [
        "quipper/perf.data.branch-4.14",
        "quipper/perf.data.branch_stack_spec",
        "quipper/perf.data.callgraph-3.8",
        "quipper/perf.data.ctx_switch_namespaces-4.14",
        "quipper/perf.data.hybrid_topology",
        "quipper/perf.data.lost_samples-4.4",
        "quipper/perf.data.piped.header_features-4.16",
        "quipper/perf.data.piped.no_attr_ids-4.14",
        "quipper/perf.data.piped.target.throttled-3.4",
        "quipper/perf.data.singleprocess-3.8",
        "quipper/perf.data.weight_struct",
    ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Every_record_is_read_once_in_either_order(string name)
    {
        Dictionary<string, int> expected = ExpectedCounts(name);
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/{name}"));
        Assert.Equal(expected, Counts(file, PerfRecordOrder.File, out _));
        Assert.Equal(expected, Counts(file, PerfRecordOrder.Time, out long late));
        Assert.Equal(0, late);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Samples_have_the_fields_that_perf_script_prints(string name)
    {
        SampleLines expected = SampleLines.Parse(Encoding.UTF8.GetString(Fixtures.Read($"perf-data/expected/{name.Replace("/", "__", StringComparison.Ordinal)}.samples.txt.xz")));
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/{name}"));
        using PerfDataReader records = file.ReadRecords();
        int index = 0;
        while (index < expected.Samples.Count && records.TryRead(out PerfDataRecord record))
        {
            if (record.Type == PerfRecordType.Sample)
                expected.Samples[index++].Check(record.AsSample());
        }

        Assert.Equal(expected.Samples.Count, index);
        Assert.NotEqual(0, index);
    }

    [Theory]
    [InlineData("sleep.data", 1)]
    [InlineData("sleep.compressed.data", 1)]
    [InlineData("sleep.compressed2.data", 1)]
    [InlineData("fibo.compressed2.pipe.data", 2)]
    public void Recordings_that_perf_refuses_are_read(string name, int events)
    {
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/linux-perf-data/{name}"));
        Assert.Equal(events, file.Events.Count);
        Dictionary<string, int> counts = Counts(file, PerfRecordOrder.Time, out long late);
        Assert.Equal(counts, Counts(file, PerfRecordOrder.File, out _));
        Assert.Equal(0, late);
        Assert.All<string>(["SAMPLE", "MMAP2", "COMM"], type => Assert.True(counts.GetValueOrDefault(type) > 0, type));
        Assert.DoesNotContain("COMPRESSED", counts.Keys);
        Assert.DoesNotContain("COMPRESSED2", counts.Keys);
    }

    [Fact]
    public void A_corrupt_recording_gives_what_came_before_and_then_a_clear_error()
    {
        const string name = "quipper/perf.data.piped.corrupted.zero_size_sample-3.2";
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path($"perf-data/{name}"));
        foreach (PerfRecordOrder order in Enum.GetValues<PerfRecordOrder>())
        {
            using PerfDataReader records = file.ReadRecords(order);
            var counts = new Dictionary<string, int>();
            var error = Assert.Throws<PerfDataFormatException>(() => Count(records, counts));
            Assert.Matches("^file is corrupt: the record at byte [0-9]+ claims 0 bytes, less than its header$", error.Message);
            foreach ((string type, int count) in ExpectedCounts(name))
                Assert.Equal(count, counts[type]);
        }
    }

    [Fact]
    public void Reading_records_and_fields_allocates_nothing()
    {
        using PerfDataFile file = PerfDataFile.Open(Fixtures.Path("perf-data/quipper/perf.data.weight_struct"));
        // Once before, for what the runtime makes at the first use of a method.
        AllocatedByLast(3000, file);
        Assert.Equal(0, AllocatedByLast(3000, file));
    }

    // The window has grown to its size by then.
    private static long AllocatedByLast(int records, PerfDataFile file)
    {
        using PerfDataReader reader = file.ReadRecords();
        long read = 0;
        long before = 0;
        ulong sum = 0;
        while (reader.TryRead(out PerfDataRecord record))
        {
            if (++read == 12_000 - records)
                before = GC.GetAllocatedBytesForCurrentThread();
            sum += AllFields.Touch(record);
        }

        Assert.True(read > 12_000 && sum != 0);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Dictionary<string, int> Counts(PerfDataFile file, PerfRecordOrder order, out long late)
    {
        var counts = new Dictionary<string, int>();
        using PerfDataReader records = file.ReadRecords(order);
        Count(records, counts);
        late = records.LateRecords;
        return counts;
    }

    private static void Count(PerfDataReader records, Dictionary<string, int> counts)
    {
        while (records.TryRead(out PerfDataRecord record))
        {
            string name = KernelNames.GetValueOrDefault(record.Type) ?? record.Type.ToString().ToUpperInvariant();
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private static Dictionary<string, int> ExpectedCounts(string name) =>
        Encoding.UTF8.GetString(Fixtures.Read($"perf-data/expected/{name.Replace("/", "__", StringComparison.Ordinal)}.records.txt"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Trim().Split(' '))
            .ToDictionary(words => words[1]["PERF_RECORD_".Length..], words => int.Parse(words[0], CultureInfo.InvariantCulture));
}
