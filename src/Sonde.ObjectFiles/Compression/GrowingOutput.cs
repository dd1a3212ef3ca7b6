namespace Sonde.ObjectFiles;

/// <summary>
/// Uncompressed bytes as they come. What a header says of their number is only a limit: memory is taken for what compressed bytes
/// usually hold, and more when they do hold more.
/// </summary>
internal sealed class GrowingOutput(int limit, int compressed)
{
    private const int UsualRatio = 8;
    private const int Smallest = 4096;

    private byte[] _bytes = GC.AllocateUninitializedArray<byte>((int)Math.Min(limit, Math.Max(Smallest, UsualRatio * (long)compressed)));

    public int Length { get; private set; }

    public bool IsFull => Length == limit;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, Length);

    /// <summary>Where the next bytes go; empty once the limit is reached.</summary>
    public Span<byte> Free
    {
        get
        {
            if (Length == _bytes.Length && Length < limit)
                Array.Resize(ref _bytes, (int)Math.Min(limit, 2L * _bytes.Length));
            return _bytes.AsSpan(Length);
        }
    }

    public void Advance(int count) => Length += count;
}
