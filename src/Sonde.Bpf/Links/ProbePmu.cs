using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>The kernel's perf units <c>kprobe</c> and <c>uprobe</c>, which make probes out of perf events.</summary>
internal static class ProbePmu
{
    private const string Folder = "/sys/bus/event_source/devices";

    /// <summary>The number of the unit; it differs from boot to boot.</summary>
    /// <exception cref="BpfException">This kernel has no such unit.</exception>
    public static PerfEventType TypeOf(string unit) => (PerfEventType)uint.Parse(Read(unit, "type"), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The bit of the configuration that asks for the return of a function.</summary>
    public static ulong ReturnBit(string unit) => 1ul << LowestBit(Read(unit, "format/retprobe"));

    /// <summary>Where in the configuration the offset of a USDT counter goes.</summary>
    public static int CounterShift => LowestBit(Read("uprobe", "format/ref_ctr_offset"));

    // "config:0" or "config:32-63"
    private static int LowestBit(string format)
    {
        ReadOnlySpan<char> bits = format.AsSpan(format.IndexOf(':', StringComparison.Ordinal) + 1);
        int dash = bits.IndexOf('-');
        return int.Parse(dash < 0 ? bits : bits[..dash], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string Read(string unit, string file)
    {
        try
        {
            return File.ReadAllText($"{Folder}/{unit}/{file}").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BpfErrors.Failed(
                "attach", unit, Errno.ENODEV, unit == "kprobe" ? KernelFeatures.Kprobe : KernelFeatures.Uprobe);
        }
    }
}
