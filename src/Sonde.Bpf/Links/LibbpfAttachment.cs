namespace Sonde.Bpf;

/// <summary>A link that libbpf made: USDT, whose many probes it keeps together, and struct_ops.</summary>
internal sealed class LibbpfAttachment(LinkHandle link) : Attachment
{
    public override bool IsSlow => true;

    public override void Dispose() => link.Dispose();
}
