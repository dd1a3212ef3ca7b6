namespace Sonde.Bpf.Build.Tests;

public sealed class MessageTests
{
    [Fact]
    public void Error_of_clang_appears_at_its_place_and_nothing_beside_it()
    {
        using var consumer = new Consumer();
        consumer.WriteProgram("return missing;");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("probe.bpf.c(8,9): error BPF1001: use of undeclared identifier 'missing'", result.Output, StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB3073", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB6006", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Warning_of_clang_is_one_that_the_project_can_make_an_error()
    {
        using var consumer = new Consumer();
        consumer.WriteProgram("int unused; return 0;");
        BuildResult result = consumer.Describe("-restore").Succeeded();
        Assert.Contains("probe.bpf.c(8,6): warning BPF1002: unused variable 'unused'", result.Output, StringComparison.Ordinal);
        consumer.WriteProgram("int unused; return 1;");
        result = consumer.Describe("--no-restore", "-warnaserror:BPF1002").Failed();
        Assert.Contains("probe.bpf.c(8,6): error BPF1002: unused variable 'unused'", result.Output, StringComparison.Ordinal);
        result = consumer.Describe("--no-restore", "-warnaserror:BPF1002").Failed();
        Assert.Contains("probe.bpf.c(8,6): error BPF1002: unused variable 'unused'", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_of_a_struct_that_is_only_declared_is_named_with_it()
    {
        using var consumer = new Consumer();
        consumer.Write("probe.bpf.c", """
            #include <linux/bpf.h>
            #include <sonde.bpf.h>
            SONDE_RING(records, struct nowhere, 4096);
            """);
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF1005", result.Output, StringComparison.Ordinal);
        Assert.Contains("map records: its value is struct nowhere, which the program only declares", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_includes_vmlinux_h_unasked_is_told_how_to_ask()
    {
        using var consumer = new Consumer();
        consumer.Write("probe.bpf.c", "#include \"vmlinux.h\"\n");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "probe.bpf.c(1,10): error BPF1001: 'vmlinux.h' file not found; the property SondeVmlinuxHeader, set to true, has the build make it",
            result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_cpu_that_clang_does_not_know_is_told_with_its_metadata_and_those_that_it_knows()
    {
        using var consumer = new Consumer(metadata: "Cpu=\"v99\"");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "probe.bpf.c : error BPF1001: unknown target CPU 'v99'; it is the metadata Cpu of the item, or the property SondeBpfCpu",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("probe.bpf.c: note: valid target CPU values are: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_that_is_given_twice_or_to_no_record_is_told_by_the_name_of_the_macro()
    {
        using var consumer = new Consumer();
        consumer.Write("probe.bpf.c", """
            #include <linux/bpf.h>
            #include <sonde.bpf.h>
            struct a { __u32 kind; }; struct b { __u32 kind; };
            SONDE_RECORDS(events, 4096);
            SONDE_RECORD(events, 1, struct a);
            SONDE_RECORD(events, 1, struct b);
            SEC("socket") int probe(void *ctx) { return sonde_reserve_record(events, 2) != 0; }
            """);
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("probe.bpf.c(6,1): error BPF1001: redefinition of 'SONDE_RECORD_events_1' with a different type", result.Output, StringComparison.Ordinal);
        Assert.Contains("probe.bpf.c(7,45): error BPF1001: use of undeclared identifier 'SONDE_RECORD_events_2'", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("expected expression", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("typedef", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clang_that_cannot_be_started_is_one_clear_error()
    {
        using var consumer = new Consumer();
        consumer.Write("no-program", "text");
        consumer.Clang = Path.Combine(consumer.Folder, "no-program");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF1003: " + consumer.Clang + " cannot be started", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MSB4018", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clang_that_writes_no_object_is_an_error_and_leaves_none_of_before()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        consumer.Clang = "/bin/true";
        Assert.Contains("error BPF1001: /bin/true ended without an error and without an object", consumer.Describe("--no-restore").Failed().Output, StringComparison.Ordinal);
        Assert.False(File.Exists(consumer.Output("Consumer.Probe.bpf.o")));
    }

    [Fact]
    public void Missing_clang_is_one_clear_error()
    {
        using var consumer = new Consumer { Clang = "/nowhere/clang" };
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "error BPF1003: BPF programs are compiled by clang, and the property SondeClang names /nowhere/clang, which does not exist: "
            + "install the package clang, or set the property SondeClang or the environment variable SONDE_CLANG to its path",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Editor_without_clang_is_warned_and_keeps_the_last_description()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        consumer.Clang = "/nowhere/clang";
        BuildResult result = consumer.Describe("--no-restore", "-p:DesignTimeBuild=true").Succeeded();
        Assert.Contains("warning BPF1003", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(consumer.Output("Consumer.Probe.bpf.txt")));
    }

    [Fact]
    public void Editor_with_a_half_written_source_is_warned_and_keeps_the_last_description()
    {
        using var consumer = new Consumer();
        consumer.Describe("-restore").Succeeded();
        string described = File.ReadAllText(consumer.Output("Consumer.Probe.bpf.txt"));
        consumer.WriteProgram("return mis");
        BuildResult result = consumer.Describe("--no-restore", "-p:DesignTimeBuild=true").Succeeded();
        Assert.Contains("probe.bpf.c(8,9): warning BPF1001", result.Output, StringComparison.Ordinal);
        Assert.Equal(described, File.ReadAllText(consumer.Output("Consumer.Probe.bpf.txt")));
    }

    [Fact]
    public void Error_in_a_header_appears_in_the_header()
    {
        using var consumer = new Consumer();
        consumer.Write("value.h", "\n#error no value\n");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains($"{consumer.Folder}/value.h(2,2): error BPF1001: no value", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Clang_too_old_is_told_so()
    {
        using var consumer = new Consumer();
        File.WriteAllText(consumer.Clang, "#!/bin/sh\necho 'Debian clang version 11.0.1-2'\n");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("is clang 11, and BPF programs need clang 12 or newer", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_programs_of_one_class_are_refused()
    {
        using var consumer = new Consumer(metadata: "ClassName=\"Same\"");
        File.Copy(Path.Combine(consumer.Folder, "probe.bpf.c"), Path.Combine(consumer.Folder, "second.bpf.c"));
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains("error BPF1006: BpfProgram: generates the class Consumer.Same, and so does", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SONDE_RECORDS(ring, 4096); SONDE_RECORD(ring, 1, struct one); SONDE_RECORD(ring, 1, struct two);", "0", "SONDE_RECORD gives two records of one ring the same tag")]
    [InlineData("SONDE_RECORDS(ring, 4096); SONDE_RECORD(ring, 1, struct one);", "!!sonde_reserve_record(ring, 2)", "no SONDE_RECORD declares a record with this tag for the ring")]
    [InlineData("SONDE_RECORDS(ring, 4096); SONDE_RECORD(ring, 1, struct one);", "!!sonde_reserve(ring)", "a ring of SONDE_RECORDS takes sonde_reserve_record, sonde_reserve is for one of SONDE_RING")]
    public void Error_inside_a_macro_of_the_header_says_what_was_meant(string declaration, string use, string hint)
    {
        using var consumer = new Consumer();
        consumer.Write("probe.bpf.c", $$"""
            #include <linux/bpf.h>
            #include <sonde.bpf.h>
            struct one { __u32 tag; };
            struct two { __u32 tag; __u32 more; };
            {{declaration}}
            SEC("socket") int probe(void *ctx) { return {{use}}; }
            """);
        Assert.Contains("; " + hint, consumer.Describe("-restore").Failed().Output, StringComparison.Ordinal);
    }
}
