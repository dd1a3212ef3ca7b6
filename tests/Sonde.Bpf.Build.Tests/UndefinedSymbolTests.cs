namespace Sonde.Bpf.Build.Tests;

/// <summary>What sources use and do not define.</summary>
public sealed class UndefinedSymbolTests
{
    private const string Linked = """<BpfProgram Include="first.bpf.c;second.bpf.c" LinkInto="both" />""";

    private const string OfKernel = """
        extern void bpf_rcu_read_lock(void) __ksym __weak;
        extern unsigned int tcp_reno_ssthresh(void *sk) __ksym;
        extern const int bpf_prog_active __ksym;
        extern const void missing_of_kernel __ksym __weak;
        extern int LINUX_KERNEL_VERSION __kconfig;
        extern int CONFIG_NOWHERE __kconfig __weak;

        struct {
        	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
        	__uint(max_entries, 1);
        	__type(key, __u32);
        	__type(value, __u32);
        } jumps SEC(".maps");

        static __noinline int own(int number)
        {
        	return number + 1;
        }

        SEC("raw_tp")
        int uses(void *ctx)
        {
        	char zeros[8];

        	__builtin_memset(zeros, 0, sizeof(zeros));
        	if (bpf_rcu_read_lock)
        		bpf_rcu_read_lock();
        	bpf_tail_call(ctx, &jumps, 0);
        	bpf_tail_call_static(ctx, &jumps, 0);
        	bpf_printk("%d %p %s", bpf_prog_active, &missing_of_kernel, zeros);
        	return own(LINUX_KERNEL_VERSION) + CONFIG_NOWHERE + tcp_reno_ssthresh(ctx);
        }

        """;

    [Fact]
    public void Function_that_no_linked_source_defines_is_an_error_that_names_it_and_its_user()
    {
        using Consumer consumer = Create(Linked, "int gone(int);", "gone(1)", "int gone(int);", "2");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "first.bpf.c : error BPF1007: first.bpf.c, second.bpf.c cannot be linked into one object: first.bpf.c uses the function gone, which "
            + "none of them defines: define it in one of them, or declare it __ksym if it is the kernel's, with __weak if not every kernel has it [",
            result.Output,
            StringComparison.Ordinal);
        Assert.Contains("    1 Error(s)", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(consumer.Output("Consumer.Both.bpf.o")));
        Assert.Contains("error BPF1007", consumer.Describe("--no-restore").Failed().Output, StringComparison.Ordinal);

        consumer.Write("second.bpf.c", Source("second", "int gone(int number) { return number; }", "2"));
        consumer.Describe("--no-restore").Succeeded();
    }

    [Fact]
    public void Variable_that_no_linked_source_defines_is_an_error_that_names_all_its_users()
    {
        using Consumer consumer = Create(Linked, "extern int gone;", "gone", "extern int gone __attribute__((weak));", "gone");
        BuildResult result = consumer.Describe("-restore").Failed();
        Assert.Contains(
            "cannot be linked into one object: first.bpf.c and second.bpf.c use the variable gone, which none of them defines: define it in one of them, "
            + "or declare it __ksym if it is the kernel's, with __weak if not every kernel has it, or __kconfig if it is a value of the kernel's configuration [",
            result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int gone(int);", "gone(1)", "function")]
    [InlineData("extern int gone;", "gone", "variable")]
    [InlineData("extern int gone __weak;", "&gone ? gone : 1", "variable")]
    public void What_one_source_does_not_define_is_an_error_until_it_does(string declaration, string use, string kind)
    {
        using Consumer consumer = Create("""<BpfProgram Include="first.bpf.c" />""", declaration, use, "", "0");
        int line = Array.FindIndex(File.ReadAllLines(consumer.PathOf("first.bpf.c")), text => text.Contains(declaration, StringComparison.Ordinal)) + 1;
        string expected = $"{consumer.PathOf("first.bpf.c")}({line}): error BPF1007: first.bpf.c uses the {kind} gone, which it does not define: define it there or in a source that is linked "
            + "with it (metadata LinkInto), or declare it __ksym";
        Assert.Contains(expected, consumer.Describe("-restore").Failed().Output, StringComparison.Ordinal);
        Assert.Contains(expected, consumer.Describe("--no-restore").Failed().Output, StringComparison.Ordinal);

        consumer.Write("first.bpf.c", Source("first", declaration.Replace("extern", "", StringComparison.Ordinal).Replace("(int);", "(int n) { return n; }", StringComparison.Ordinal), use));
        consumer.Describe("--no-restore").Succeeded();
    }

    [Fact]
    public void Map_that_nobody_defines_is_told_how_to_be_shared()
    {
        using Consumer consumer = Create("""<BpfProgram Include="first.bpf.c" />""", "extern struct { int (*type)[1]; } gone SEC(\".maps\");", "(long)&gone", "", "0");
        Assert.Contains(
            "first.bpf.c uses the map gone, which it does not define: define it there or in a source that is linked with it (metadata LinkInto), or declare it "
            + "in a header that all of them include, without 'extern' and with __weak",
            consumer.Describe("-restore").Failed().Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Function_that_clang_calls_by_itself_is_named_with_its_builtin()
    {
        using Consumer consumer = Create("""<BpfProgram Include="first.bpf.c" />""", "", "__builtin_memcmp(ctx, ctx + 8, *(unsigned char *)ctx)", "", "0");
        Assert.Contains(
            "first.bpf.c : error BPF1007: first.bpf.c uses memcmp, which it does not define and nothing declares; clang itself calls such a function for what "
            + "__builtin_memcmp does at other sizes than small constant ones: write it as a loop, or define it there",
            consumer.Describe("-restore").Failed().Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<BpfProgram Include="first.bpf.c" />""")]
    [InlineData(Linked)]
    public void What_the_kernel_defines_is_none(string items)
    {
        using Consumer consumer = Create(items, OfKernel, "LINUX_KERNEL_VERSION", "extern int LINUX_KERNEL_VERSION __kconfig;", "LINUX_KERNEL_VERSION");
        BuildResult result = consumer.Describe("-restore").Succeeded();
        Assert.DoesNotContain("BPF1007", result.Output, StringComparison.Ordinal);
    }

    private static Consumer Create(string items, string inFirst, string useInFirst, string inSecond, string useInSecond)
    {
        var consumer = new Consumer(items: items);
        consumer.Write("first.bpf.c", Source("first", inFirst, useInFirst));
        consumer.Write("second.bpf.c", Source("second", inSecond, useInSecond));
        return consumer;
    }

    private static string Source(string program, string declaration, string use) => $$"""
        #include <linux/bpf.h>
        #include <bpf/bpf_helpers.h>

        {{declaration}}

        SEC("raw_tp")
        int {{program}}(void *ctx)
        {
        	return {{use}};
        }

        """;
}
