namespace Sonde.Bpf.Build.Tests;

/// <summary>Several sources, one object.</summary>
public sealed class LinkTests
{
    private const string Items = """<BpfProgram Include="first.bpf.c;second.bpf.c" LinkInto="both" />""";

    private const string First = """
        #include "shared.h"

        int total = 5;

        SEC("socket")
        int first(void *ctx)
        {
        	__u32 zero = 0;
        	__u64 *count = bpf_map_lookup_elem(&counts, &zero);

        	if (count)
        		*count += total;
        	return twice(total);
        }

        char LICENSE[] SEC("license") = "GPL";
        """;

    private const string Second = """
        #include "shared.h"

        extern int total;

        __attribute__((noinline)) int twice(int number)
        {
        	return number * 2;
        }

        SEC("raw_tp")
        int second(void *ctx)
        {
        	__u32 zero = 0;
        	__u64 *count = bpf_map_lookup_elem(&counts, &zero);

        	total++;
        	return count ? *count : 0;
        }
        """;

    [Fact]
    public void What_each_source_declares_has_its_place_there()
    {
        using Consumer consumer = Create();
        // The first in order is the one that has the extern.
        consumer.Write("first.bpf.c", Second + "\nstatic volatile int own = 1;\nSEC(\"socket\") int one(void *ctx) { static volatile int total; return own + total; }\n");
        consumer.Write("second.bpf.c", First + "\nstatic volatile int own = 2;\nSEC(\"socket\") int two(void *ctx) { return own; }\n");
        consumer.Describe("-restore").Succeeded();
        string[] description = File.ReadAllLines(consumer.Output("Consumer.Both.bpf.txt"));
        Assert.Contains(description, line => line.StartsWith("  variable total ", StringComparison.Ordinal) && line.EndsWith(" at 3 second.bpf.c", StringComparison.Ordinal));
        Assert.Contains(description, line => line.StartsWith("  variable one.total ", StringComparison.Ordinal) && line.EndsWith(" at 20 first.bpf.c", StringComparison.Ordinal));
        Assert.Contains(description, line => line.StartsWith("map counts ", StringComparison.Ordinal) && line.EndsWith(" shared.h", StringComparison.Ordinal));
        Assert.Equal(
            ["first.bpf.c", "second.bpf.c"],
            description.Where(line => line.StartsWith("  variable own ", StringComparison.Ordinal)).Select(line => line.Split(' ')[^1]));
    }

    [Fact]
    public void Sources_that_share_a_map_a_variable_and_a_function_become_one_object()
    {
        using Consumer consumer = Create();
        consumer.Describe("-restore").Succeeded();

        var file = ObjectFiles.BpfObjectFile.Parse(File.ReadAllBytes(consumer.Output("Consumer.Both.bpf.o")));
        Assert.Equal(["first", "second"], file.Programs.Select(program => program.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["counts"], file.Maps.Select(map => map.Name));
        Assert.Equal([(".data", "total")], file.DataSections.SelectMany(section => section.Variables, (section, variable) => (section.Name, variable.Name)));
        string description = File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt"));
        Assert.Contains("source first.bpf.c, second.bpf.c\n", description, StringComparison.Ordinal);
        Assert.Equal(["Consumer.Both.bpf.txt"], Directory.GetFiles(consumer.Output(""), "*.txt").Select(Path.GetFileName));
    }

    [Fact]
    public void One_changed_source_compiles_once_and_links_and_none_does_neither()
    {
        using Consumer consumer = Create();
        consumer.Describe("-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        byte[] linked = File.ReadAllBytes(consumer.Output("Consumer.Both.bpf.o"));
        DateTime written = File.GetLastWriteTimeUtc(consumer.Output("Consumer.Both.bpf.o"));

        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        Assert.Equal(written, File.GetLastWriteTimeUtc(consumer.Output("Consumer.Both.bpf.o")));

        consumer.Write("second.bpf.c", Second.Replace("number * 2", "number * 3", StringComparison.Ordinal));
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(3, consumer.ClangRuns);
        Assert.NotEqual(linked, File.ReadAllBytes(consumer.Output("Consumer.Both.bpf.o")));
    }

    [Fact]
    public void Source_left_out_is_no_longer_linked()
    {
        using Consumer consumer = Create(items: """<BpfProgram Include="first.bpf.c;second.bpf.c;third.bpf.c" Exclude="$(Left)" LinkInto="both" />""");
        consumer.Write("third.bpf.c", "int third;\n");
        consumer.Describe("-restore").Succeeded();
        Assert.Contains("variable third ", File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt")), StringComparison.Ordinal);
        consumer.Describe("--no-restore", "-p:Left=third.bpf.c").Succeeded();
        Assert.DoesNotContain("variable third ", File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Conflict_is_an_error_that_names_the_sources_and_the_symbol()
    {
        using Consumer consumer = Create();
        consumer.Write("second.bpf.c", Second.Replace("extern int total;", "int total = 6;", StringComparison.Ordinal));
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Matches(
            @"first\.bpf\.c : error BPF1007: first\.bpf\.c, second\.bpf\.c cannot be linked into one object: conflicting non-weak symbol .*total.*second\.bpf\.c",
            result.Output);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(consumer.Output("Consumer.Both.bpf.o")));
    }

    [Fact]
    public void Missing_libbpf_is_an_error_that_names_the_package()
    {
        using Consumer consumer = Create();
        consumer.Write("libbpf.so.1", "");
        consumer.Environment["LD_LIBRARY_PATH"] = consumer.Folder;
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("first.bpf.c : error BPF1008: first.bpf.c, second.bpf.c are linked by libbpf.so.1, and it cannot be loaded: "
            + "install libbpf 1.0 or newer, package libbpf1 (Debian, Ubuntu) or libbpf (Fedora, Arch, Alpine)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Linked_object_is_the_same_in_two_folders_and_knows_neither()
    {
        using Consumer here = Create("one");
        using Consumer there = Create("a longer name/two");
        here.Describe("-restore").Succeeded();
        there.Describe("-restore").Succeeded();
        byte[] linked = File.ReadAllBytes(here.Output("Consumer.Both.bpf.o"));
        Assert.Equal(linked, File.ReadAllBytes(there.Output("Consumer.Both.bpf.o")));
        Assert.Equal(-1, linked.AsSpan().IndexOf("sonde-build-"u8));
    }

    [Fact]
    public void Sources_of_one_name_in_two_folders_are_both_linked()
    {
        using Consumer consumer = Create(items: """<BpfProgram Include="first.bpf.c;other/first.bpf.c" LinkInto="both" />""");
        Directory.CreateDirectory(consumer.PathOf("other"));
        consumer.Write("other/first.bpf.c", Second.Replace("shared.h", "../shared.h", StringComparison.Ordinal));
        consumer.Describe("-restore").Succeeded();
        Assert.Contains("program second raw_tp\n", File.ReadAllText(consumer.Output("Consumer.Both.bpf.txt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_class_names_for_one_object_are_refused()
    {
        using Consumer consumer = Create(items: """
            <BpfProgram Include="first.bpf.c" LinkInto="both" ClassName="One" />
            <BpfProgram Include="second.bpf.c" LinkInto="both" ClassName="Two" />
            """);
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF1006: BpfProgram: ClassName is 'One' for one source and 'Two' for another of the same object: give it once", result.Output, StringComparison.Ordinal);
    }

    private static Consumer Create(string folder = "consumer", string items = Items)
    {
        var consumer = new Consumer(folder, items: items);
        consumer.Write("shared.h", """
            #include <linux/bpf.h>
            #include <bpf/bpf_helpers.h>

            struct {
            	__uint(type, BPF_MAP_TYPE_ARRAY);
            	__uint(max_entries, 1);
            	__type(key, __u32);
            	__type(value, __u64);
            } counts SEC(".maps") __weak;

            int twice(int number);
            """);
        consumer.Write("first.bpf.c", First);
        consumer.Write("second.bpf.c", Second);
        return consumer;
    }
}
