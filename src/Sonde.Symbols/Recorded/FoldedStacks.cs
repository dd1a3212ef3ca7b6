using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Counts stacks, and writes them as flame graphs are made from: a line for each, its names from the outermost on with semicolons between, then its count.</summary>
/// <remarks>Adding a stack that was added before allocates nothing. One thread at a time.</remarks>
public sealed class FoldedStacks
{
    private const int Root = 0;
    private const int BufferSize = 1 << 16;
    private const int LongestCount = 24;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<byte[]> _names = [];
    private readonly NumberTable _places = new();
    private readonly List<Place> _tree = [default];
    private readonly List<long> _counts = [0];

    // The stack before, and where each of its names is in the tree: the next one mostly begins as it does.
    private readonly List<int> _lastNames = [];
    private readonly List<int> _lastPlaces = [];

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
        int same = names.CommonPrefixLength(CollectionsMarshal.AsSpan(_lastNames));
        _lastNames.RemoveRange(same, _lastNames.Count - same);
        _lastPlaces.RemoveRange(same, _lastPlaces.Count - same);
        int place = same == 0 ? Root : _lastPlaces[^1];
        foreach (int name in names[same..])
        {
            place = Next(place, name);
            _lastNames.Add(name);
            _lastPlaces.Add(place);
        }

        if (_counts[place] == 0)
            Count++;
        _counts[place] += count;
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
            if (_counts[leaf] == 0)
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
            Utf8Formatter.TryFormat(_counts[leaf], buffer.AsSpan(filled), out int digits);
            filled += digits;
            buffer[filled++] = (byte)'\n';
        }

        output.Write(buffer, 0, filled);
    }

    private int Next(int place, int name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)name, (uint)_names.Count);
        ulong key = ((ulong)(uint)place << 32) | (uint)name;
        int next = _places.Find(key);
        if (next >= 0)
            return next;
        _places.Add(key, next = _tree.Count);
        _tree.Add(new Place(place, name));
        _counts.Add(0);
        return next;
    }

    private int LengthOf(int leaf)
    {
        int length = -1;
        for (int at = leaf; at != Root; at = _tree[at].Parent)
            length += _names[_tree[at].Name].Length + 1;
        return length;
    }

    // From the leaf, which is last, back to the root.
    private void CopyNames(int leaf, Span<byte> line)
    {
        int end = line.Length;
        for (int at = leaf; at != Root; at = _tree[at].Parent)
        {
            byte[] name = _names[_tree[at].Name];
            name.CopyTo(line[(end - name.Length)..]);
            end -= name.Length + 1;
            if (end >= 0)
                line[end] = (byte)';';
        }
    }

    private readonly record struct Place(int Parent, int Name);
}
