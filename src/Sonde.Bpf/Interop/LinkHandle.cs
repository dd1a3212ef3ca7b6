using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>Owns a struct bpf_link and a reference on the object that its program belongs to.</summary>
internal sealed class LinkHandle : SafeHandle
{
    private readonly ObjectHandle _owner;
    private bool _holdsOwner;

    public LinkHandle(ObjectHandle owner)
        : base(0, ownsHandle: true)
    {
        _owner = owner;
        owner.DangerousAddRef(ref _holdsOwner);
    }

    public override bool IsInvalid => handle == 0;

    public void Own(nint link) => SetHandle(link);

    /// <summary>Gives the reference back when no link was made: an invalid handle is never released.</summary>
    public void Abandon()
    {
        if (_holdsOwner)
            _owner.DangerousRelease();
        _holdsOwner = false;
        Dispose();
    }

    protected override bool ReleaseHandle()
    {
        int error;
        lock (_owner.LinkGate)
            error = Libbpf.LinkDestroy(handle);
        _owner.DangerousRelease();
        return error == 0;
    }
}
