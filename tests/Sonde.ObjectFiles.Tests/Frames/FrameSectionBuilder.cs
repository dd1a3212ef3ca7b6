using System.Buffers.Binary;

namespace Sonde.ObjectFiles.Tests.Frames;

/// <summary>
/// Builds an <c>.eh_frame</c> of x86-64, or a <c>.debug_frame</c>: one shared entry (frame at rsp+8, return address below it), and functions of
/// absolute addresses.
/// </summary>
internal sealed class FrameSectionBuilder
{
    private static readonly byte[] Usual = [0x0c, 7, 8, 0x90, 1];

    private readonly List<byte> _bytes = [];
    private readonly bool _isDebug;

    public FrameSectionBuilder(params byte[] initial)
    {
        byte[] instructions = initial.Length > 0 ? initial : Usual;
        // Version 1, augmentation zR, code alignment 1, data alignment -8, return address in 16, one byte of data: absolute pointers of 8 bytes.
        AddEntry(0, [1, (byte)'z', (byte)'R', 0, 1, 0x78, 16, 1, 0x04, .. instructions]);
    }

    private FrameSectionBuilder(bool isDebug, byte[] shared)
    {
        _isDebug = isDebug;
        AddEntry(isDebug ? uint.MaxValue : 0, shared);
    }

    /// <summary>Of functions that signals interrupted: augmentation zRS.</summary>
    public static FrameSectionBuilder OfSignal() => new(isDebug: false, [1, (byte)'z', (byte)'R', (byte)'S', 0, 1, 0x78, 16, 1, 0x04, .. Usual]);

    /// <summary>A <c>.debug_frame</c>, whose shared entry begins with its version and no augmentation; without a head it is of version 1.</summary>
    public static FrameSectionBuilder OfDebug(params byte[] head) => new(isDebug: true, [.. head.Length > 0 ? head : [1, 0], 1, 0x78, 16, .. Usual]);

    public FrameSectionBuilder Add(ulong start, ulong size, params byte[] instructions)
    {
        byte[] place = [.. BitConverter.GetBytes(start), .. BitConverter.GetBytes(size)];
        if (_isDebug)
            AddEntry(0, [.. place, .. instructions]);
        else
            AddEntry((uint)_bytes.Count + 4, [.. place, 0, .. instructions]);
        return this;
    }

    public byte[] ToBytes() => [.. _bytes];

    public FrameTable Build() => Build(ToBytes());

    public static FrameTable Build(byte[] section) =>
        FrameTable.Build(new FrameSources { EhFrame = section, EhFrameAddress = 0x5000, IsEndKnown = true }, ElfMachine.X64);

    private void AddEntry(uint id, byte[] content)
    {
        int padding = -content.Length & 3;
        byte[] head = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(head, 4 + content.Length + padding);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(4), id);
        _bytes.AddRange([.. head, .. content, .. new byte[padding]]);
    }
}
