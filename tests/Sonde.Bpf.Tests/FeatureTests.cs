using System.Xml.Linq;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class FeatureTests
{
    // CONFIG_BPF_LIRC_MODE2 needs the infrared core built in, and 6.1 is built without CONFIG_FPROBE.
    private static readonly string[] LeftOutByDebian =
    [
        "BPF_PROG_TYPE_LIRC_MODE2", "BPF_LIRC_MODE2",
        .. KernelVersion.Current.IsAtLeast(6, 2) ? [] : (string[])["BPF_TRACE_KPROBE_MULTI", "BPF_LINK_TYPE_KPROBE_MULTI"],
    ];

    private static readonly Version Running = new(KernelVersion.Current.Major, KernelVersion.Current.Minor);

    public FeatureTests() => TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Map_types_are_there_since_the_kernel_that_the_table_says()
        => AssertSince(Enum.GetValues<BpfMapType>(), BpfFeatures.MapType);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Program_types_are_there_since_the_kernel_that_the_table_says()
        => AssertSince(Enum.GetValues<BpfProgramType>(), BpfFeatures.ProgramType);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Attach_types_are_there_since_the_kernel_that_the_table_says()
        => AssertSince(Enum.GetValues<BpfAttachType>(), BpfFeatures.AttachType);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Link_types_are_there_since_the_kernel_that_the_table_says()
        => AssertSince(Enum.GetValues<BpfLinkType>(), BpfFeatures.LinkType);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Helpers_are_there_since_the_kernel_that_the_table_says()
    {
        foreach (BpfHelper helper in Enum.GetValues<BpfHelper>())
        {
            bool isListed = KernelEnums.Find("bpf_func_id", (int)helper) is not null;
            Assert.True(isListed == (SupportedSince.Of(helper) is not { } since || Running >= since), $"{helper}: listed {isListed}");
        }
    }

    // The table, the documentation and the kernel's own names say the same of every value.
    [Theory]
    [InlineData(typeof(BpfMapType), "bpf_map_type")]
    [InlineData(typeof(BpfProgramType), "bpf_prog_type")]
    [InlineData(typeof(BpfAttachType), "bpf_attach_type")]
    [InlineData(typeof(BpfLinkType), "bpf_link_type")]
    [Trait("Matrix", "guest")]
    public void The_documentation_of_each_value_has_the_kernels_name_and_version(Type type, string enumeration)
    {
        XDocument documentation = XDocument.Load(Path.ChangeExtension(typeof(BpfObject).Assembly.Location, ".xml"));
        foreach (object value in Enum.GetValues(type))
        {
            string name = Enum.GetName(type, value)!;
            int number = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
            if (name == "Unspecified")
                continue;
            string text = documentation.Descendants("member")
                .Single(m => m.Attribute("name")!.Value == $"F:{type.FullName}.{name}").Element("summary")!.Value.Trim();
            Version since = (Version)typeof(SupportedSince).GetMethod(nameof(SupportedSince.Of), [type])!.Invoke(null, [value])!;
            Assert.StartsWith($"{text.Split(',')[0]}, since {since}", text, StringComparison.Ordinal);
            if (KernelEnums.Find(enumeration, number) is { } kernelName)
                Assert.StartsWith(text.Split(',')[0], kernelName, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Every_value_that_the_kernel_has_is_listed()
    {
        AssertListed<BpfMapType>("bpf_map_type");
        AssertListed<BpfProgramType>("bpf_prog_type");
        AssertListed<BpfAttachType>("bpf_attach_type");
        AssertListed<BpfLinkType>("bpf_link_type");
        AssertListed<BpfHelper>("bpf_func_id");

        static void AssertListed<T>(string enumeration)
            where T : struct, Enum
        {
            for (int value = 0; value < 1000; value++)
            {
                if (KernelEnums.Find(enumeration, value) is { } name && value > 0)
                    Assert.True(Enum.IsDefined((T)Enum.ToObject(typeof(T), value)), $"{typeof(T).Name} lacks {name} = {value}");
            }
        }
    }

    [Theory]
    [InlineData(BpfProgramType.RawTracepoint, BpfHelper.ProbeReadKernel, true)]
    [InlineData(BpfProgramType.RawTracepoint, BpfHelper.RingbufOutput, true)]
    [InlineData(BpfProgramType.Xdp, BpfHelper.RedirectMap, true)]
    [InlineData(BpfProgramType.Xdp, BpfHelper.GetStackid, false)]
    [InlineData(BpfProgramType.SocketFilter, BpfHelper.XdpAdjustHead, false)]
    [InlineData(BpfProgramType.Tracing, BpfHelper.GetCurrentTaskBtf, true)]
    [InlineData(BpfProgramType.Kprobe, BpfHelper.GetAttachCookie, true)]
    [InlineData(BpfProgramType.RawTracepoint, BpfHelper.Loop, true)]
    [InlineData(BpfProgramType.CgroupSkb, BpfHelper.CgrpStorageGet, true)]
    [Trait("Matrix", "guest")]
    public void Helpers_depend_on_the_kernel_and_the_type_of_program(BpfProgramType type, BpfHelper helper, bool sometimes)
    {
        BpfFeatureAnswer answer = BpfFeatures.Helper(type, helper);

        bool isThere = SupportedSince.Of(helper) is not { } since || Running >= since;
        Assert.True(answer.State == (sometimes && isThere ? BpfFeatureState.Yes : BpfFeatureState.No), answer.ToString());
        Assert.Equal(isThere ? BpfEvidence.Probe : BpfEvidence.KernelTypes, answer.Source);
    }

    [Fact]
    public void What_the_types_list_and_the_build_left_out_is_no()
    {
        Assert.SkipWhen(TestKernel.Report.Allows(KernelFeatures.Kprobe), "this kernel has kprobes");

        BpfFeatureAnswer answer = BpfFeatures.LinkType(BpfLinkType.KprobeMulti);

        Assert.Equal((BpfFeatureState.No, BpfEvidence.Probe), (answer.State, answer.Source));
        Assert.Contains("left out of this build", answer.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_are_kept()
        => Assert.Same(BpfFeatures.MapType(BpfMapType.Hash), BpfFeatures.MapType(BpfMapType.Hash));

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_configuration_is_read_or_the_answer_says_that_it_cannot_be()
    {
        BpfFeatureAnswer bpf = BpfFeatures.KernelConfig("BPF_SYSCALL");
        BpfFeatureAnswer none = BpfFeatures.KernelConfig("CONFIG_NO_SUCH_OPTION");

        if (File.Exists("/proc/config.gz"))
        {
            Assert.Equal("CONFIG_BPF_SYSCALL: Yes. /proc/config.gz has CONFIG_BPF_SYSCALL=y.", bpf.ToString());
            Assert.Equal((BpfFeatureState.No, BpfEvidence.Configuration), (none.State, none.Source));
        }
        else if (bpf.State == BpfFeatureState.Unknown)
        {
            Assert.Contains("/proc/config.gz", bpf.Evidence, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(BpfFeatureState.Yes, bpf.State);
        }
    }

    [Fact]
    public void A_configuration_file_is_read_line_by_line()
    {
        Dictionary<string, string> options = KernelConfiguration.Parse(new StringReader("# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=m\nCONFIG_D=n\nCONFIG_E=\"x=y\"\n"));

        Assert.Equal(["CONFIG_B", "CONFIG_C", "CONFIG_E"], options.Keys);
        Assert.Equal("\"x=y\"", options["CONFIG_E"]);
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        BpfFeatureAnswer[] answers = new BpfFeatureAnswer[64];

        Parallel.For(0, answers.Length, i => answers[i] = BpfFeatures.Helper(BpfProgramType.SocketFilter, BpfHelper.SkbLoadBytes));

        Assert.All(answers, a => Assert.Equal(BpfFeatureState.Yes, a.State));
    }

    private static void AssertSince<T>(T[] values, Func<T, BpfFeatureAnswer> ask)
        where T : struct, Enum
    {
        var wrong = new List<string>();
        foreach (T value in values)
        {
            if (value.ToString() == "Unspecified")
                continue;
            BpfFeatureAnswer answer = ask(value);
            bool isDue = Running >= answer.Since!;
            bool isLeftOut = isDue && answer.State == BpfFeatureState.No && answer.Evidence.Contains("left out of this build", StringComparison.Ordinal);

            // Debian's kernels have all that their version can have; this machine's own may leave things out, or refuse them to root.
            bool isRefused = isDue && answer.State == BpfFeatureState.Unknown && answer.Evidence.Contains("EPERM", StringComparison.Ordinal);
            bool mayBeLeftOut = !TestKernel.IsGuest || LeftOutByDebian.Contains(answer.Feature);
            if (answer.IsYes != isDue && !((isLeftOut || isRefused) && mayBeLeftOut))
                wrong.Add($"{value} (since {answer.Since}): {answer}");
        }

        Assert.Empty(wrong);
    }
}
