using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A frame of a user stack: <c>struct bpf_stack_build_id</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public readonly unsafe struct BpfBuildIdFrame
{
    private const int BuildIdSize = 20;

    [FieldOffset(0)]
    private readonly BpfBuildIdStatus _status;

    [FieldOffset(4)]
    private readonly byte _buildId;

    [FieldOffset(24)]
    private readonly ulong _offset;

    /// <summary>What is known of the frame.</summary>
    public BpfBuildIdStatus Status => _status;

    /// <summary>The offset in the file when <see cref="Status"/> is <see cref="BpfBuildIdStatus.Valid"/>, else the address.</summary>
    public ulong Offset => _offset;

    /// <summary>Copies the build-id, 20 bytes. A shorter one has zeros at its end.</summary>
    /// <param name="buildId">Room for 20 bytes.</param>
    public void CopyBuildId(Span<byte> buildId)
    {
        fixed (byte* start = &_buildId)
            new ReadOnlySpan<byte>(start, BuildIdSize).CopyTo(buildId);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> buildId = stackalloc byte[BuildIdSize];
        CopyBuildId(buildId);
        return Status == BpfBuildIdStatus.Valid ? $"{Convert.ToHexString(buildId)}+0x{Offset:x}" : $"0x{Offset:x}";
    }
}
