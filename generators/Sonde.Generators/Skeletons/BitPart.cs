namespace Sonde.Generators.Skeletons;

/// <summary>
/// Bits of a bitfield within one stored integer: <see cref="Bits"/> of them from bit <see cref="Shift"/> of the <see cref="Size"/> bytes
/// at <see cref="Offset"/> are those from bit <see cref="Position"/> of the value.
/// </summary>
internal sealed record BitPart(int Offset, int Size, int Shift, int Bits, int Position)
{
    /// <summary>The stored integer's field: one for each place, whichever bitfields share it.</summary>
    public string Storage => $"_bits{Invariant.Text(Offset)}x{Invariant.Text(Size)}";

    /// <summary>
    /// Covers <paramref name="bits"/> bits from <paramref name="start"/> by the smallest aligned integers that do not leave
    /// <paramref name="room"/> bytes. A bitfield that crosses from one to the next, as in packed structures, gets several.
    /// </summary>
    public static EquatableArray<BitPart> Cover(long start, int bits, int room)
    {
        List<BitPart> parts = [];
        for (int position = 0; position < bits; position += parts[parts.Count - 1].Bits)
            parts.Add(Next(start + position, bits - position, position, room));
        return new([.. parts]);
    }

    private static BitPart Next(long bit, int bits, int position, int room)
    {
        int size = 1;
        for (int wider = 2; EndOf(bit, size) < bit + bits && wider <= sizeof(ulong) && EndOf(bit, wider) <= room * 8L; wider *= 2)
            size = wider;
        long end = EndOf(bit, size);
        int offset = (int)(end / 8) - size;
        return new BitPart(offset, size, (int)(bit - (offset * 8L)), (int)Math.Min(bits, end - bit), position);
    }

    // The end, in bits, of the aligned integer of `size` bytes that holds `bit`.
    private static long EndOf(long bit, int size) => ((bit / 8 / size) + 1) * size * 8;
}
