using System.Runtime.CompilerServices;

namespace Sonde.ObjectFiles;

/// <summary>The lines of a unit's code, by address.</summary>
internal sealed class LineTable
{
    // Sequences that overlap are a fault of who wrote them; a few are looked at.
    private const int MaxOverlap = 8;

    private readonly ulong[] _starts;
    private readonly LineSequence[] _sequences;
    private readonly uint[] _offsets;
    private readonly LineRow[] _rows;

    // The sequences are in ascending order of their starts.
    public LineTable(LineFiles files, LineSequence[] sequences, uint[] offsets, LineRow[] rows)
    {
        Files = files;
        _sequences = sequences;
        _starts = Array.ConvertAll(sequences, s => s.Start);
        _offsets = offsets;
        _rows = rows;
        Size = ((long)sequences.Length * (Unsafe.SizeOf<LineSequence>() + sizeof(ulong)))
            + ((long)rows.Length * (Unsafe.SizeOf<LineRow>() + sizeof(uint))) + files.Size;
    }

    public LineFiles Files { get; }

    public long Size { get; }

    public bool TryFind(ulong address, out LineRow row)
    {
        int at = Sorted.LastNotAbove<ulong>(_starts, address);
        for (int i = at; i >= 0 && i > at - MaxOverlap; i--)
        {
            ref readonly LineSequence sequence = ref _sequences[i];
            if (address >= sequence.End)
                continue;
            ReadOnlySpan<uint> offsets = _offsets.AsSpan(sequence.First, sequence.Count);
            row = _rows[sequence.First + Sorted.LastNotAbove(offsets, (uint)(address - sequence.Start))];
            return true;
        }

        row = default;
        return false;
    }
}
