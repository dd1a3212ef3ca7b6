using System.Text;

namespace Sonde.Symbols;

/// <summary>Functions by address and by name. It keeps names and addresses, not the file they are from. Safe from any thread.</summary>
internal sealed class FunctionTable
{
    private readonly ulong[] _starts;
    private readonly uint[] _sizes;
    private readonly int[] _names;
    private readonly byte[] _text;

    internal FunctionTable(ulong[] starts, uint[] sizes, int[] names, byte[] text)
    {
        _starts = starts;
        _sizes = sizes;
        _names = names;
        _text = text;
    }

    public int Count => _starts.Length;

    /// <summary>How many bytes of memory it takes.</summary>
    public long Bytes => (Count * 16L) + _text.Length;

    /// <summary>Finds the function that an address of the file lies in.</summary>
    /// <returns>Its place, or -1.</returns>
    public int Find(ulong address)
    {
        int index = Array.BinarySearch(_starts, address);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && address - _starts[index] < _sizes[index] ? index : -1;
    }

    /// <summary>Finds all functions of a name.</summary>
    public IEnumerable<int> FindByName(byte[] name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (NameAt(i).SequenceEqual(name))
                yield return i;
        }
    }

    public NativeSymbol this[int index] => new(Encoding.UTF8.GetString(NameAt(index)), _starts[index], _sizes[index]);

    public ulong StartOf(int index) => _starts[index];

    public ReadOnlySpan<byte> NameAt(int index)
    {
        ReadOnlySpan<byte> name = _text.AsSpan(_names[index]);
        return name[..name.IndexOf((byte)0)];
    }
}
