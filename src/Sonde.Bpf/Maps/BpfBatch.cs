using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>Some entries of a map, in the buffer that the kernel filled. Valid until the walk goes on.</summary>
/// <typeparam name="TKey">The layout of a key.</typeparam>
/// <typeparam name="TValue">The layout of a value.</typeparam>
public readonly ref struct BpfBatch<TKey, TValue>
    where TKey : unmanaged
    where TValue : unmanaged
{
    internal BpfBatch(Span<byte> keys, Span<byte> values)
    {
        Keys = MemoryMarshal.Cast<byte, TKey>(keys);
        Values = MemoryMarshal.Cast<byte, TValue>(values);
    }

    /// <summary>How many entries; never 0.</summary>
    public int Count => Keys.Length;

    /// <summary>The keys.</summary>
    public ReadOnlySpan<TKey> Keys { get; }

    /// <summary>The value of each key, at the same place.</summary>
    public ReadOnlySpan<TValue> Values { get; }
}
