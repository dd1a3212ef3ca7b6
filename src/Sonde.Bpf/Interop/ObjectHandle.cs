using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>Owns a struct bpf_object. Programs, maps and links hold a reference, so that it closes after the last of them.</summary>
internal sealed class ObjectHandle : SafeHandle
{
    public ObjectHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Held while libbpf makes or destroys a link of its own: those of USDT share tables that it does not lock.</summary>
    public object LinkGate { get; } = new();

    public void Own(nint bpfObject) => SetHandle(bpfObject);

    protected override bool ReleaseHandle()
    {
        Libbpf.ObjectClose(handle);
        return true;
    }
}
