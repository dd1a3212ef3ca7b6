namespace Sonde.Symbols;

/// <summary>A piece of compiled code of a jitdump, and when it was where.</summary>
public sealed class JitMethod
{
    // Code that was moved has the lines of where it was first: copies would let a small file with many moves ask for much memory.
    private readonly JitLine[] _lines;
    private readonly ulong _shift;

    internal JitMethod(
        string name, ulong start, ulong size, ulong index, ulong loadedAt, JitLine[] lines, ulong shift, ReadOnlyMemory<byte> unwindingInfo)
    {
        Name = name;
        Start = start;
        Size = size;
        Index = index;
        LoadedAt = loadedAt;
        _lines = lines;
        _shift = shift;
        UnwindingInfo = unwindingInfo;
    }

    /// <summary>Its name, as the runtime wrote it.</summary>
    public string Name { get; }

    /// <summary>Its first address.</summary>
    public ulong Start { get; }

    /// <summary>The size of its code in bytes.</summary>
    public ulong Size { get; }

    /// <summary>The runtime's number for it; code that is moved keeps it.</summary>
    public ulong Index { get; }

    /// <summary>When it came to be there, in nanoseconds of the clock that the runtime took: CLOCK_MONOTONIC for all that perf can read.</summary>
    public ulong LoadedAt { get; }

    /// <summary>When it was moved away; <see cref="ulong.MaxValue"/> where it was not. Other code in its place is no reason to change this.</summary>
    public ulong MovedAt { get; internal set; } = ulong.MaxValue;

    /// <summary>Lines of source code in ascending order of their addresses; empty where the runtime wrote none.</summary>
    public IReadOnlyList<JitLine> Lines => _shift == 0 ? _lines : Array.ConvertAll(_lines, AtPlace);

    /// <summary>How to unwind it: <c>.eh_frame_hdr</c> behind <c>.eh_frame</c> as the runtime wrote them; empty where it wrote none.</summary>
    public ReadOnlyMemory<byte> UnwindingInfo { get; }

    /// <summary>Finds the line that an address in it belongs to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="line">The line.</param>
    public bool TryFindLine(ulong address, out JitLine line)
    {
        ulong first = unchecked(address - _shift);
        int low = 0;
        int high = _lines.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_lines[middle].Address <= first)
                low = middle + 1;
            else
                high = middle;
        }

        line = low == 0 || address - Start >= Size ? default : AtPlace(_lines[low - 1]);
        return line.File is not null;
    }

    internal JitMethod MovedTo(ulong start, ulong size, ulong at) =>
        new(Name, start, size, Index, at, _lines, unchecked(_shift + start - Start), UnwindingInfo);

    private JitLine AtPlace(JitLine line) => line with { Address = unchecked(line.Address + _shift) };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
