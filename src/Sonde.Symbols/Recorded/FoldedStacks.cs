using System.Buffers.Text;
using System.Text;

namespace Sonde.Symbols;

/// <summary>Counts stacks, and writes them as flame graphs are made from: a line for each, its names from the outermost on with semicolons between, then its count.</summary>
/// <remarks>
/// Adding a stack that was added before allocates nothing. One thread at a time; of many stacks those before are counted on a thread of the pool
/// meanwhile.
/// </remarks>
public sealed class FoldedStacks
{
    private const int BufferSize = 1 << 16;
    private const int LongestCount = 24;

    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<byte[]> _names = [];
    private readonly StackBatches _stacks = new();

    /// <summary>How many different stacks there are.</summary>
    public int Count => _stacks.Finish().Count;

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
        int known = _names.Count;
        foreach (int name in names)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)name, (uint)known, nameof(names));
        _stacks.Add(names, count);
    }

    /// <summary>Writes all stacks, in the order in which their outermost parts were first seen.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Stream output)
    {
        ArgumentNullException.ThrowIfNull(output);
        StackTree tree = _stacks.Finish().Tree;
        byte[] buffer = new byte[BufferSize];
        int filled = 0;
        for (int leaf = 1; leaf < tree.Count; leaf++)
        {
            if (tree.CountOf(leaf) == 0)
                continue;
            int length = LengthOf(tree, leaf);
            if (buffer.Length - filled < length + LongestCount)
            {
                output.Write(buffer, 0, filled);
                filled = 0;
                if (buffer.Length < length + LongestCount)
                    buffer = new byte[length + LongestCount];
            }

            CopyNames(tree, leaf, buffer.AsSpan(filled, length));
            filled += length;
            buffer[filled++] = (byte)' ';
            Utf8Formatter.TryFormat(tree.CountOf(leaf), buffer.AsSpan(filled), out int digits);
            filled += digits;
            buffer[filled++] = (byte)'\n';
        }

        output.Write(buffer, 0, filled);
    }

    private int LengthOf(StackTree tree, int leaf)
    {
        int length = -1;
        for (int at = leaf; at != StackTree.Root; at = tree.ParentOf(at))
            length += _names[tree.NameOf(at)].Length + 1;
        return length;
    }

    // From the leaf, which is last, back to the root.
    private void CopyNames(StackTree tree, int leaf, Span<byte> line)
    {
        int end = line.Length;
        for (int at = leaf; at != StackTree.Root; at = tree.ParentOf(at))
        {
            byte[] name = _names[tree.NameOf(at)];
            name.CopyTo(line[(end - name.Length)..]);
            end -= name.Length + 1;
            if (end >= 0)
                line[end] = (byte)';';
        }
    }
}
