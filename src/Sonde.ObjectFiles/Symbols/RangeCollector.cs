namespace Sonde.ObjectFiles;

/// <summary>Ranges of addresses with their owners, as they are read. What no code of the file can have is left out.</summary>
/// <param name="code">Where code can be.</param>
internal sealed class RangeCollector(CodeBounds code)
{
    private ulong[] _starts = new ulong[64];
    private ulong[] _ends = new ulong[64];
    private int[] _owners = new int[64];

    public int Count { get; private set; }

    public ReadOnlySpan<ulong> Starts => _starts.AsSpan(0, Count);

    public ReadOnlySpan<ulong> Ends => _ends.AsSpan(0, Count);

    public ReadOnlySpan<int> Owners => _owners.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(ulong start, ulong end, int owner)
    {
        if (end <= start || !code.Contains(start))
            return;
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, 2 * Count);
            Array.Resize(ref _ends, 2 * Count);
            Array.Resize(ref _owners, 2 * Count);
        }

        _starts[Count] = start;
        _ends[Count] = end;
        _owners[Count++] = owner;
    }
}
