namespace Sonde.Bpf;

/// <summary>A filter of classic traffic control, which lives in the kernel until it is taken out by its numbers.</summary>
/// <remarks>It outlives a process that is killed: tcx links (kernel 6.6) do not.</remarks>
internal sealed unsafe class TrafficFilterAttachment(int interfaceIndex, TrafficDirection direction, uint handle, uint priority) : Attachment
{
    public override bool OutlivesProcess => true;

    public override void Dispose()
    {
        var hook = new Libbpf.TrafficHook
        {
            Size = (nuint)sizeof(Libbpf.TrafficHook),
            InterfaceIndex = interfaceIndex,
            AttachPoint = direction,
        };
        var options = new Libbpf.TrafficOptions { Size = (nuint)sizeof(Libbpf.TrafficOptions), Handle = handle, Priority = priority };
        using LibbpfLog log = LibbpfLog.Begin();
        _ = Libbpf.TrafficDetach(&hook, &options); // Gone with its interface, or taken out by somebody else.
    }
}
