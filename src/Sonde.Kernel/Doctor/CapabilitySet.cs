using System.Globalization;

namespace Sonde.Kernel;

/// <summary>A set of capabilities of a process.</summary>
/// <param name="Bits">One bit a capability, as <c>CapEff</c> in <c>/proc/PID/status</c>.</param>
public readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>The effective capabilities of the calling thread, read anew at each call.</summary>
    /// <remarks>
    /// In a user namespace (a rootless container) they do not count for BPF and perf events; <see cref="KernelDoctor"/> sees that.
    /// </remarks>
    public static CapabilitySet Effective => FromStatus(File.ReadAllText("/proc/thread-self/status"));

    /// <summary>Whether the set holds a capability.</summary>
    /// <param name="capability">The capability.</param>
    public bool Has(Capability capability) => (Bits >> (int)capability & 1) != 0;

    /// <summary>Whether the process may load tracing programs: CAP_BPF and CAP_PERFMON, or CAP_SYS_ADMIN.</summary>
    public bool CanTrace => Has(Capability.SysAdmin) || (Has(Capability.Bpf) && Has(Capability.PerfMon));

    internal bool CanReadAnyFile => Has(Capability.DacOverride) || Has(Capability.DacReadSearch);

    /// <summary>Reads the effective set out of the text of <c>/proc/PID/status</c>.</summary>
    /// <param name="status">The text.</param>
    /// <exception cref="FormatException">The text has no <c>CapEff</c> line.</exception>
    public static CapabilitySet FromStatus(string status)
    {
        ArgumentNullException.ThrowIfNull(status);
        foreach (string line in status.Split('\n'))
        {
            if (line.StartsWith("CapEff:", StringComparison.Ordinal)
                && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits))
                return new CapabilitySet(bits);
        }

        throw new FormatException("/proc/PID/status has no CapEff line.");
    }

    /// <summary>The names of the capabilities that observability asks for and that the set holds.</summary>
    public override string ToString()
    {
        CapabilitySet set = this;
        string[] held = Enum.GetValues<Capability>().Where(c => set.Has(c)).Select(Name).ToArray();
        return held.Length == 0 ? "none" : string.Join(' ', held);
    }

    internal static string Name(Capability capability) => capability switch
    {
        Capability.DacOverride => "CAP_DAC_OVERRIDE",
        Capability.DacReadSearch => "CAP_DAC_READ_SEARCH",
        Capability.NetAdmin => "CAP_NET_ADMIN",
        Capability.SysPtrace => "CAP_SYS_PTRACE",
        Capability.SysAdmin => "CAP_SYS_ADMIN",
        Capability.SysResource => "CAP_SYS_RESOURCE",
        Capability.Syslog => "CAP_SYSLOG",
        Capability.PerfMon => "CAP_PERFMON",
        Capability.Bpf => "CAP_BPF",
        _ => $"capability {(int)capability}",
    };
}
