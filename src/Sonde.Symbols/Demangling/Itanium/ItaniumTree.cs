namespace Sonde.Symbols;

/// <summary>A C++ name taken apart: nodes that hold each other by index, and the text that identifiers are slices of.</summary>
/// <remarks>Its memory is used again for the next name.</remarks>
internal sealed class ItaniumTree
{
    private Node[] _nodes = new Node[256];
    private int[] _lists = new int[256];
    private int _nodeCount;
    private int _listCount;

    public ReadOnlySpan<byte> Text => Buffer.AsSpan(0, Length);

    public int Length { get; private set; }

    /// <summary>Holds the text, and may be longer.</summary>
    public byte[] Buffer { get; private set; } = new byte[512];

    public ref readonly Node this[int node] => ref _nodes[node];

    public void Begin(ReadOnlySpan<byte> text)
    {
        if (text.Length > Buffer.Length)
            Buffer = new byte[text.Length];
        text.CopyTo(Buffer);
        Length = text.Length;
        _nodeCount = 1;
        _listCount = 0;
    }

    /// <summary>Adds a node. Each is made from at least one byte of the name, or one of a few that stand around another.</summary>
    public int Add(NodeKind kind, int a = 0, int b = 0, int c = 0, byte detail = 0)
    {
        if (_nodeCount == _nodes.Length)
            System.Array.Resize(ref _nodes, _nodes.Length * 2);
        _nodes[_nodeCount] = new Node(kind, detail, a, b, c);
        return _nodeCount++;
    }

    public int AddList(NodeKind kind, ReadOnlySpan<int> items)
    {
        while (_listCount + items.Length > _lists.Length)
            System.Array.Resize(ref _lists, _lists.Length * 2);
        items.CopyTo(_lists.AsSpan(_listCount));
        _listCount += items.Length;
        return Add(kind, _listCount - items.Length, items.Length);
    }

    public ReadOnlySpan<int> List(in Node list) => _lists.AsSpan(list.A, list.B);

    public int ItemAt(in Node list, int index) => _lists[list.A + index];

    public ReadOnlySpan<byte> Slice(int start, int length) => Buffer.AsSpan(start, length);
}
