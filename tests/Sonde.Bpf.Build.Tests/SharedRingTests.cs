using System.Text.RegularExpressions;

namespace Sonde.Bpf.Build.Tests;

/// <summary>Rings, records and exports in a header that two linked sources include.</summary>
public sealed class SharedRingTests
{
    private const string Header = """
        #include <linux/bpf.h>
        #include <sonde.bpf.h>

        struct opened { __u32 tag; __u32 pid; };
        struct closed { __u32 tag; TYPE when; };
        struct number { __u64 value; };
        struct header { __u32 version; };
        struct trace_entry { unsigned short type; };

        SONDE_RECORDS(events, 4096);
        SONDE_RECORD(events, 1, struct opened);
        SONDE_RECORD(events, 2, struct closed);
        SONDE_RING(numbers, struct number, SIZE);
        SONDE_EXPORT(struct header);
        SONDE_EXPORT_KERNEL(struct trace_entry);

        """;

    [Fact]
    public void Each_map_record_and_export_is_described_once()
    {
        using Consumer consumer = Create("4096", "__u32");
        consumer.Describe("-restore").Succeeded();
        string description = File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt"));
        Assert.Equal(
            ["map events", "  record 1 1", "  record 2 2", "map events_lost", "map numbers", "map numbers_lost"],
            Regex.Matches(description, @"^(map \w+|  record \w+ \d+)", RegexOptions.Multiline).Select(match => match.Value));
        Assert.Equal(["export N at N shared.h", "export N kernel at N shared.h"], Regex.Matches(description, "^export .*$", RegexOptions.Multiline).Select(match => Regex.Replace(match.Value, @"\d+", "N")));
    }

    [Fact]
    public void Rings_of_one_name_and_two_sizes_are_refused()
    {
        using Consumer consumer = Create("8192", "__u32");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Matches(@"error BPF1007: first\.bpf\.c, second\.bpf\.c cannot be linked into one object: .*'numbers': map max_entries mismatch", result.Output);
    }

    [Fact]
    public void Records_of_one_name_and_two_types_are_both_described()
    {
        using Consumer consumer = Create("4096", "__u64");
        consumer.Describe("-restore").Succeeded();
        string description = File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt"));
        Assert.Equal(["1 1", "2 2", "2 2"], Regex.Matches(description, @"^  record (\w+ \d+) \d+ at \d+ shared\.h$", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
    }

    private static Consumer Create(string sizeInSecond, string typeInSecond)
    {
        var consumer = new Consumer(items: """<BpfProgram Include="first.bpf.c;second.bpf.c" LinkInto="both" />""");
        consumer.Write("first.bpf.c", Source("first", "4096", "__u32"));
        consumer.Write("second.bpf.c", Source("second", sizeInSecond, typeInSecond));
        consumer.Write("shared.h", Header);
        return consumer;
    }

    private static string Source(string program, string size, string type) => $$"""
        #define SIZE {{size}}
        #define TYPE {{type}}
        #include "shared.h"

        SEC("raw_tp")
        int {{program}}(void *ctx)
        {
        	struct opened *opened = sonde_reserve_record(events, 1);

        	if (opened)
        		sonde_submit(opened);
        	return 0;
        }

        """;
}
