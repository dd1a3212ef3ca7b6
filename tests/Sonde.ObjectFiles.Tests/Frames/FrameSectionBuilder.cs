using System.Buffers.Binary;

namespace Sonde.ObjectFiles.Tests.Frames;

/// <summary>Builds an <c>.eh_frame</c> of x86-64: one shared entry (frame at rsp+8, return address below it), and functions of absolute addresses.</summary>
internal sealed class FrameSectionBuilder
{
    private readonly List<byte> _bytes = [];

    public FrameSectionBuilder(params byte[] initial)
    {
        byte[] instructions = initial.Length > 0 ? initial : [0x0c, 7, 8, 0x90, 1];
        // Version 1, augmentation zR, code alignment 1, data alignment -8, return address in 16, one byte of data: absolute pointers of 8 bytes.
        AddEntry(0, [1, (byte)'z', (byte)'R', 0, 1, 0x78, 16, 1, 0x04, .. instructions]);
    }

    public FrameSectionBuilder Add(ulong start, ulong size, params byte[] instructions)
    {
        AddEntry((uint)_bytes.Count + 4, [.. BitConverter.GetBytes(start), .. BitConverter.GetBytes(size), 0, .. instructions]);
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
