using System.Buffers.Text;

namespace Sonde.Symbols;

/// <summary>Writes counted stacks: a line for each.</summary>
internal static class FoldedText
{
    private const int BufferSize = 1 << 16;
    private const int LongestCount = 24;

    /// <summary>Writes all stacks, in the order in which their outermost parts were first seen.</summary>
    public static void Write(Stream output, StackTree tree, FoldedNames names)
    {
        byte[] buffer = new byte[BufferSize];
        int filled = 0;
        for (int leaf = 1; leaf < tree.Count; leaf++)
        {
            if (tree.CountOf(leaf) == 0)
                continue;
            int length = LengthOf(tree, names, leaf);
            if (buffer.Length - filled < length + LongestCount)
            {
                output.Write(buffer, 0, filled);
                filled = 0;
                if (buffer.Length < length + LongestCount)
                    buffer = new byte[length + LongestCount];
            }

            CopyNames(tree, names, leaf, buffer.AsSpan(filled, length));
            filled += length;
            buffer[filled++] = (byte)' ';
            Utf8Formatter.TryFormat(tree.CountOf(leaf), buffer.AsSpan(filled), out int digits);
            filled += digits;
            buffer[filled++] = (byte)'\n';
        }

        output.Write(buffer, 0, filled);
    }

    private static int LengthOf(StackTree tree, FoldedNames names, int leaf)
    {
        int length = -1;
        for (int at = leaf; at != StackTree.Root; at = tree.ParentOf(at))
            length += names[tree.NameOf(at)].Length + 1;
        return length;
    }

    // From the leaf, which is last, back to the root.
    private static void CopyNames(StackTree tree, FoldedNames names, int leaf, Span<byte> line)
    {
        int end = line.Length;
        for (int at = leaf; at != StackTree.Root; at = tree.ParentOf(at))
        {
            byte[] name = names[tree.NameOf(at)];
            name.CopyTo(line[(end - name.Length)..]);
            end -= name.Length + 1;
            if (end >= 0)
                line[end] = (byte)';';
        }
    }
}
