namespace Sonde.Bpf.Build.Tests;

/// <summary>vmlinux.h on request.</summary>
public sealed class VmlinuxHeaderTests
{
    private const string Property = "<SondeVmlinuxHeader>true</SondeVmlinuxHeader>";

    private const string Program = """
        #include "vmlinux.h"

        __attribute__((section("socket"), used))
        int probe(void *ctx)
        {
        	struct task_struct *task = ctx;

        	return sizeof(task->pid) == sizeof(pid_t);
        }
        """;

    [Fact]
    public void Header_of_the_running_kernel_is_found_made_once_and_removed_by_clean()
    {
        using var consumer = new Consumer(properties: Property);
        consumer.Write("probe.bpf.c", Program);
        consumer.Describe("-restore").Succeeded();
        string header = consumer.Output("include/vmlinux.h");
        File.AppendAllText(header, "// mark\n");
        DateTime written = File.GetLastWriteTimeUtc(header);
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(written, File.GetLastWriteTimeUtc(header));

        consumer.Build("-t:Clean", "--no-restore").Succeeded();
        Assert.False(File.Exists(header));
    }

    [Fact]
    public void Another_file_makes_another_header_and_an_equal_one_compiles_nothing()
    {
        using var consumer = new Consumer(properties: Property + "<SondeVmlinuxBtf>types.bpf.o</SondeVmlinuxBtf>");
        WriteTypes(consumer, "pid_t pid;");
        consumer.Write("probe.bpf.c", Program);
        consumer.Describe("-restore").Succeeded();
        Assert.Equal(1, consumer.ClangRuns);

        WriteTypes(consumer, "pid_t pid;");
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(1, consumer.ClangRuns);

        WriteTypes(consumer, "pid_t pid, tgid;");
        consumer.Describe("--no-restore").Succeeded();
        Assert.Equal(2, consumer.ClangRuns);
        Assert.Contains("\tpid_t tgid;\n", File.ReadAllText(consumer.Output("include/vmlinux.h")), StringComparison.Ordinal);
    }

    [Fact]
    public void Object_with_the_header_is_the_same_in_two_folders()
    {
        using Consumer here = Create("one");
        using Consumer there = Create("another/two");
        byte[] compiled = File.ReadAllBytes(here.Output("Consumer.Probe.bpf.o"));
        Assert.Equal(compiled, File.ReadAllBytes(there.Output("Consumer.Probe.bpf.o")));
        Assert.Equal(-1, compiled.AsSpan().IndexOf("sonde-build-"u8));

        static Consumer Create(string folder)
        {
            var consumer = new Consumer(folder, properties: Property + "<SondeVmlinuxBtf>types.bpf.o</SondeVmlinuxBtf>");
            WriteTypes(consumer, "pid_t pid;");
            consumer.Write("probe.bpf.c", Program);
            consumer.Describe("-restore").Succeeded();
            return consumer;
        }
    }

    [Theory]
    [InlineData("/sys/kernel/btf/nowhere", "this kernel does not give them (it is built without CONFIG_DEBUG_INFO_BTF): set the property SondeVmlinuxBtf")]
    [InlineData("/nowhere/vmlinux", "vmlinux.h is made of this file, which the property SondeVmlinuxBtf names, and it does not exist")]
    [InlineData("Consumer.csproj", "vmlinux.h cannot be made of it: ")]
    public void File_that_gives_no_types_is_an_error(string file, string message)
    {
        using var consumer = new Consumer(properties: $"{Property}<SondeVmlinuxBtf>{file}</SondeVmlinuxBtf>");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains($"{file} : error BPF1009: vmlinux.h ", result.Output, StringComparison.Ordinal);
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
    }

    private static void WriteTypes(Consumer consumer, string members)
    {
        consumer.Write("types.c", $"typedef int pid_t; struct task_struct {{ {members} }}; struct task_struct *task; pid_t *id;\n");
        consumer.RunClang("-target bpf -g -O2 -c types.c -o types.bpf.o");
    }
}
