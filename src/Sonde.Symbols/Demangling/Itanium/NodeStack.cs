namespace Sonde.Symbols;

/// <summary>A growing list of nodes.</summary>
internal sealed class NodeStack
{
    private int[] _items = new int[64];

    public int Count { get; private set; }

    public int this[int index] => _items[index];

    public void Push(int node)
    {
        if (Count == _items.Length)
            System.Array.Resize(ref _items, _items.Length * 2);
        _items[Count++] = node;
    }

    public ReadOnlySpan<int> From(int mark) => _items.AsSpan(mark, Count - mark);

    public void Pop() => Count--;

    public void CutTo(int mark) => Count = mark;
}
