using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sonde.Bpf.Tests;

/// <summary>
/// Members that need a kernel say which in their documentation, as <see cref="SupportedSince"/> has it; FeatureTests compares that with the kernels.
/// </summary>
public sealed partial class MemberVersionTests
{
    private static readonly string[] AsOldAsSonde = ["Attach", "AttachCpuClock", "AttachSampling", "AttachSocket", "AttachTc"];

    // Their cookies came kernel by kernel, which no number of the kernel's tells; tests of cookies have them.
    private static readonly string[] WithVersionsOfCookies = ["AttachRawTracepoint", "AttachTrace", "AttachUsdt"];

    public static TheoryData<string, object> Attaching => new()
    {
        { "AttachCgroup", BpfLinkType.Cgroup },
        { "AttachCgroup", BpfAttachType.LsmCgroup },
        { "AttachIterator", BpfLinkType.Iterator },
        { "AttachKprobe", BpfHelper.GetAttachCookie },
        { "AttachKprobes", BpfAttachType.TraceKprobeSession },
        { "AttachKretprobe", BpfHelper.GetAttachCookie },
        { "AttachNetfilter", BpfLinkType.Netfilter },
        { "AttachNetkit", BpfLinkType.Netkit },
        { "AttachNetNamespace", BpfLinkType.NetworkNamespace },
        { "AttachNetNamespace", BpfAttachType.SocketLookup },
        { "AttachPerfEvent", BpfHelper.GetAttachCookie },
        { "AttachSocketMap", BpfLinkType.SocketMap },
        { "AttachSystemCall", BpfHelper.GetAttachCookie },
        { "AttachTcx", BpfLinkType.Tcx },
        { "AttachTracepoint", BpfHelper.GetAttachCookie },
        { "AttachUprobe", BpfHelper.GetAttachCookie },
        { "AttachUprobes", BpfAttachType.TraceUprobeSession },
        { "AttachUretprobe", BpfHelper.GetAttachCookie },
        { "AttachXdp", BpfLinkType.Xdp },
        { "PreferKprobeMulti", BpfLinkType.KprobeMulti },
        { "PreferUprobeMulti", BpfLinkType.UprobeMulti },
    };

    [Theory]
    [MemberData(nameof(Attaching))]
    public void A_way_to_attach_names_the_kernel_that_brought_it(string method, object feature)
    {
        Version since = (Version)typeof(SupportedSince).GetMethod(nameof(SupportedSince.Of), [feature.GetType()])!.Invoke(null, [feature])!;

        Assert.Contains($"kernel {since}", DocumentationOf(typeof(BpfProgram), method), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_way_to_attach_is_compared_or_as_old_as_Sonde()
    {
        IEnumerable<string> ways = typeof(BpfProgram).GetMethods().Select(m => m.Name)
            .Where(name => name.StartsWith("Attach", StringComparison.Ordinal) || name.StartsWith("Prefer", StringComparison.Ordinal));

        Assert.Equal(
            [.. Attaching.Select(row => row.Data.Item1).Concat(AsOldAsSonde).Concat(WithVersionsOfCookies).Distinct().Order(StringComparer.Ordinal)],
            ways.Distinct().Order(StringComparer.Ordinal));
    }

    // "BPF_MAP_TYPE_ARENA, kernel 6.9", "BPF_MAP_TYPE_DEVMAP (kernel 4.14)"
    [Fact]
    public void Where_a_map_type_is_named_with_a_kernel_it_is_the_kernel_that_brought_it()
    {
        var types = Enum.GetValues<BpfMapType>().ToDictionary(MapTypeFacts.KernelName);
        Match[] named = [.. Members().SelectMany(m => MapTypeAndKernel().Matches(TextOf(m)))];

        Assert.InRange(named.Length, 20, int.MaxValue);
        Assert.All(named, match => Assert.Equal((match.Value, SupportedSince.Of(types[match.Groups[1].Value])!.ToString()), (match.Value, match.Groups[2].Value)));
    }

    private static string DocumentationOf(Type type, string method)
        => string.Join(' ', Members().Where(m => Regex.IsMatch(m.Attribute("name")!.Value, $@"^M:{type.FullName}\.{method}(\(|$)")).Select(TextOf));

    private static IEnumerable<XElement> Members()
        => XDocument.Load(Path.ChangeExtension(typeof(BpfObject).Assembly.Location, ".xml")).Descendants("member");

    private static string TextOf(XElement member) => string.Join(' ', member.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"(BPF_MAP_TYPE_[A-Z_]+),? \(?kernel (\d+\.\d+)")]
    private static partial Regex MapTypeAndKernel();
}
