using System.Collections.Concurrent;

namespace Sonde.Bpf;

/// <summary>What the running kernel can do. Each answer says how it was found: versions are not looked at, distributions change them.</summary>
/// <remarks>
/// The kernel's own types (BTF) are asked first, which needs no privileges; what they list is then tried, because it may have been
/// left out of the build. Where trying takes a capability that this process lacks, the answer is unknown and says so. Answers other
/// than unknown are kept for the life of the process. Thread-safe.
/// </remarks>
public static partial class BpfFeatures
{
    private static readonly ConcurrentDictionary<(string Kind, int Number, int Of), BpfFeatureAnswer> Answers = new();

    private static readonly Lazy<bool> Cookie = new(
        () => Libbpf.ProbeHelper((int)BpfProgramType.Kprobe, (int)BpfHelper.GetAttachCookie, 0) == 1);

    /// <summary>Whether probes can carry a cookie (<c>bpf_get_attach_cookie</c>, kernel 5.15).</summary>
    public static bool HasAttachCookie => Cookie.Value;

    /// <summary>Whether an <c>fentry</c> program can be attached to a kernel function, found out by attaching an empty one for a moment.</summary>
    /// <param name="function">The function.</param>
    public static bool CanAttachFentry(string function)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        return KernelBtf.FindFunction(function) is { } id && FentryProbe.Try((uint)id);
    }

    /// <summary>Whether the kernel has a type of map.</summary>
    /// <param name="type">The type.</param>
    public static BpfFeatureAnswer MapType(BpfMapType type)
        => Ask("bpf_map_type", (int)type, 0, SupportedSince.Of(type), feature => TryMap(feature, type));

    /// <summary>Whether the kernel has a type of program.</summary>
    /// <param name="type">The type.</param>
    public static BpfFeatureAnswer ProgramType(BpfProgramType type)
        => Ask("bpf_prog_type", (int)type, 0, SupportedSince.Of(type), feature => TryProgram(feature, type, null));

    /// <summary>Whether programs of a type may call a function of the kernel. Programs that may sleep can call more.</summary>
    /// <param name="type">The type of program.</param>
    /// <param name="helper">The function.</param>
    public static BpfFeatureAnswer Helper(BpfProgramType type, BpfHelper helper)
        => Ask("bpf_func_id", (int)helper, (int)type, SupportedSince.Of(helper), feature => TryHelper(feature, type, helper));

    /// <summary>Whether the kernel has a place where programs attach.</summary>
    /// <param name="type">The place.</param>
    public static BpfFeatureAnswer AttachType(BpfAttachType type)
        => Ask("bpf_attach_type", (int)type, 0, SupportedSince.Of(type), feature => TryAttachType(feature, type));

    /// <summary>Whether the kernel has a type of link.</summary>
    /// <param name="type">The type.</param>
    public static BpfFeatureAnswer LinkType(BpfLinkType type)
        => Ask("bpf_link_type", (int)type, 0, SupportedSince.Of(type), feature => TryLinkType(feature, type));

    /// <summary>Whether the kernel was built with an option. Some kernels do not say what they were built with.</summary>
    /// <param name="option">The option, such as <c>CONFIG_BPF_LSM</c>; built as a module counts too.</param>
    public static BpfFeatureAnswer KernelConfig(string option)
    {
        ArgumentException.ThrowIfNullOrEmpty(option);
        return KernelConfiguration.Ask(option.StartsWith("CONFIG_", StringComparison.Ordinal) ? option : "CONFIG_" + option);
    }

    private static BpfFeatureAnswer Ask(
        string enumeration, int number, int of, Version? since, Func<string, BpfFeatureAnswer> tryIt)
    {
        if (Answers.TryGetValue((enumeration, number, of), out BpfFeatureAnswer? known))
            return known;

        string? name = KernelEnums.Find(enumeration, number);
        BpfFeatureAnswer answer = name is null && KernelEnums.AreKnown
            ? new(
                $"{enumeration} {number}", BpfFeatureState.No, BpfEvidence.KernelTypes,
                $"The kernel's enum {enumeration} ends at {KernelEnums.Last(enumeration)}.")
            : tryIt(name ?? $"{enumeration} {number}");
        answer = answer with { Since = since };
        if (answer.State != BpfFeatureState.Unknown)
            Answers.TryAdd((enumeration, number, of), answer);
        return answer;
    }
}
