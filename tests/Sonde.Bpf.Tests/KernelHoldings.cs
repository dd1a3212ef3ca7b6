using System.Runtime.InteropServices;

namespace Sonde.Bpf.Tests;

/// <summary>How many descriptors and mappings this process has, and BPF objects the kernel.</summary>
internal readonly record struct KernelHoldings(
    int Descriptors, int Mappings, int RingMappings, int Programs, int Maps, int Links, int Types)
{
    /// <summary>Whether nothing is more than it was. Mappings are left to the caller: the runtime makes some of its own.</summary>
    public bool IsWithin(KernelHoldings before)
        => Descriptors <= before.Descriptors && RingMappings <= before.RingMappings && Programs <= before.Programs
            && Maps <= before.Maps && Links <= before.Links && Types <= before.Types;

    public static KernelHoldings Count()
    {
        string[] mappings = File.ReadAllLines("/proc/self/maps");
        return new(
            CountDescriptors(),
            mappings.Length,
            mappings.Count(m => m.Contains("bpf-map", StringComparison.Ordinal)),
            CountIds(11),
            CountIds(12),
            CountIds(31),
            CountIds(23));
    }

    // Without those of assemblies, which the runtime loads when it needs them.
    public static int CountDescriptors()
        => Directory.GetFiles("/proc/self/fd").Count(fd => new FileInfo(fd).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true);

    // BPF_PROG_GET_NEXT_ID and its like: the id after a given one.
    private static int CountIds(int command)
    {
        var attributes = default(NextId);
        int count = 0;
        while (BpfCall.Invoke((BpfCommand)command, ref attributes) >= 0)
        {
            count++;
            attributes = new NextId { Start = attributes.Next };
        }

        return count;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct NextId
    {
        public uint Start;
        public uint Next;
        public uint Flags;
    }
}
