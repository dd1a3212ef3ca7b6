using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>Tells programs, maps and links apart by their descriptors.</summary>
internal static class PinKinds
{
    // What /proc shows for the descriptor is the name that the kernel gave its anonymous inode.
    public static BpfPinKind Of(FdHandle descriptor)
    {
        using var lease = new HandleLease(descriptor);
        return new FileInfo($"/proc/self/fd/{lease.Descriptor}").LinkTarget switch
        {
            { } name when name.Contains("bpf-prog", StringComparison.Ordinal) => BpfPinKind.Program,
            { } name when name.Contains("bpf-map", StringComparison.Ordinal) => BpfPinKind.Map,
            { } name when name.Contains("bpf_link", StringComparison.Ordinal) || name.Contains("bpf-link", StringComparison.Ordinal) => BpfPinKind.Link,
            _ => BpfPinKind.Unknown,
        };
    }
}
