namespace Sonde.Bpf;

/// <summary>What the running kernel can do, found out by trying it. Each answer is kept for the life of the process.</summary>
public static unsafe class BpfFeatures
{
    private const int GetAttachCookieHelper = 174;
    private static readonly Lazy<bool> Cookie = new(
        () => Libbpf.ProbeHelper((int)BpfProgramType.Kprobe, GetAttachCookieHelper, 0) == 1);

    /// <summary>Whether probes can carry a cookie (<c>bpf_get_attach_cookie</c>, kernel 5.15).</summary>
    public static bool HasAttachCookie => Cookie.Value;

    /// <summary>Whether an <c>fentry</c> program can be attached to a kernel function, found out by attaching an empty one for a moment.</summary>
    /// <param name="function">The function.</param>
    public static bool CanAttachFentry(string function)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        return KernelBtf.FindFunction(function) is { } id && FentryProbe.Try((uint)id);
    }
}
