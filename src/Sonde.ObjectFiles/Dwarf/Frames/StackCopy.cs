using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>A part of a thread's stack that was copied: from its stack pointer towards its start, which is at higher addresses.</summary>
public readonly ref struct StackCopy
{
    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>A copy.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="start">The address of the first, which is the stack pointer.</param>
    public StackCopy(ReadOnlySpan<byte> bytes, ulong start)
    {
        _bytes = bytes;
        Start = start;
    }

    /// <summary>The address of the first byte.</summary>
    public ulong Start { get; }

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.Length;

    /// <summary>Whether an address lies behind the last byte, where the stack goes on but was not copied.</summary>
    /// <param name="address">The address.</param>
    public bool IsBeyond(ulong address) => address >= Start && address - Start > (ulong)_bytes.Length - Math.Min(8, (ulong)_bytes.Length);

    /// <summary>Reads 8 bytes.</summary>
    /// <param name="address">Where.</param>
    /// <param name="value">What was there.</param>
    /// <returns>False where the copy has not all of them.</returns>
    public bool TryRead(ulong address, out ulong value)
    {
        ulong offset = unchecked(address - Start);
        if (offset > (ulong)_bytes.Length || (ulong)_bytes.Length - offset < 8)
        {
            value = 0;
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Slice((int)offset));
        return true;
    }

    /// <summary>Reads 1, 2, 4 or 8 bytes as a number.</summary>
    /// <param name="address">Where.</param>
    /// <param name="size">How many.</param>
    /// <param name="value">What was there.</param>
    /// <returns>False where the copy has not all of them, or for another size.</returns>
    public bool TryRead(ulong address, int size, out ulong value)
    {
        value = 0;
        ulong offset = unchecked(address - Start);
        if (offset > (ulong)_bytes.Length || (ulong)_bytes.Length - offset < (ulong)size)
            return false;
        ReadOnlySpan<byte> bytes = _bytes.Slice((int)offset);
        switch (size)
        {
            case 1: value = bytes[0]; return true;
            case 2: value = BinaryPrimitives.ReadUInt16LittleEndian(bytes); return true;
            case 4: value = BinaryPrimitives.ReadUInt32LittleEndian(bytes); return true;
            case 8: value = BinaryPrimitives.ReadUInt64LittleEndian(bytes); return true;
            default: return false;
        }
    }
}
