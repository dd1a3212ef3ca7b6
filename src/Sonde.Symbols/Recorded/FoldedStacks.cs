using System.Buffers.Text;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Counts stacks, and writes them as flame graphs are made from: a line for each, its names from the outermost on with semicolons between, then its count.</summary>
/// <remarks>Adding a stack that was added before allocates nothing. One thread at a time.</remarks>
public sealed class FoldedStacks
{
    private const int BufferSize = 1 << 16;
    private const int LongestCount = 24;
    private const int LastStacks = 16;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<byte[]> _names = [];
    private readonly StackTree _tree = new();

    // The stacks before, by their first names: the next one mostly begins as the one before of its process did, and CPUs take turns.
    private readonly FoldedStack[] _last = new FoldedStack[LastStacks];

    /// <summary>How many different stacks there are.</summary>
    public int Count { get; private set; }

    /// <summary>Gives a name its number. What would end a name in the output is replaced in it.</summary>
    /// <param name="name">The name of a function, or of a process.</param>
    /// <returns>The number, which stands for this name in stacks.</returns>
    public int Name(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_numbers.TryGetValue(name, out int number))
            return number;
        _numbers.Add(name, number = _names.Count);
        _names.Add(Encoding.UTF8.GetBytes(name.Replace(';', ':').Replace('\n', ' ')));
        return number;
    }

    /// <summary>Counts a stack.</summary>
    /// <param name="names">The numbers of its names, the outermost first.</param>
    /// <param name="count">How often it was seen.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no name.</exception>
    public void Add(ReadOnlySpan<int> names, long count = 1)
    {
        FoldedStack last = _last[names.IsEmpty ? 0 : names[0] & (LastStacks - 1)] ??= new FoldedStack();
        int same = last.KeepCommon(names);
        int place = same == 0 ? StackTree.Root : last.Place;
        foreach (int name in names[same..])
            last.Add(name, place = Next(place, name));
        ref long counted = ref _tree.CountOf(place);
        if (counted == 0)
            Count++;
        counted += count;
    }

    /// <summary>Writes all stacks, in the order in which their outermost parts were first seen.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        byte[] buffer = new byte[BufferSize];
        int filled = 0;
        for (int leaf = 1; leaf < _tree.Count; leaf++)
        {
            if (_tree.CountOf(leaf) == 0)
                continue;
            int length = LengthOf(leaf);
            if (buffer.Length - filled < length + LongestCount)
            {
                output.Write(buffer, 0, filled);
                filled = 0;
                if (buffer.Length < length + LongestCount)
                    buffer = new byte[length + LongestCount];
            }

            CopyNames(leaf, buffer.AsSpan(filled, length));
            filled += length;
            buffer[filled++] = (byte)' ';
            Utf8Formatter.TryFormat(_tree.CountOf(leaf), buffer.AsSpan(filled), out int digits);
            filled += digits;
            buffer[filled++] = (byte)'\n';
        }

        output.Write(buffer, 0, filled);
    }

    private int Next(int place, int name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)name, (uint)_names.Count);
        return _tree.Next(place, name);
    }

    private int LengthOf(int leaf)
    {
        int length = -1;
        for (int at = leaf; at != StackTree.Root; at = _tree.ParentOf(at))
            length += _names[_tree.NameOf(at)].Length + 1;
        return length;
    }

    // From the leaf, which is last, back to the root.
    private void CopyNames(int leaf, Span<byte> line)
    {
        int end = line.Length;
        for (int at = leaf; at != StackTree.Root; at = _tree.ParentOf(at))
        {
            byte[] name = _names[_tree.NameOf(at)];
            name.CopyTo(line[(end - name.Length)..]);
            end -= name.Length + 1;
            if (end >= 0)
                line[end] = (byte)';';
        }
    }
}
