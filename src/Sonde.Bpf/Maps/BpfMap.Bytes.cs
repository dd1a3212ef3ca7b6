namespace Sonde.Bpf;

public sealed unsafe partial class BpfMap
{
    /// <summary>Copies the value of a key, as bytes.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes; empty where the type has no keys.</param>
    /// <param name="value">Filled with the value, <see cref="ValueStride"/> bytes.</param>
    /// <param name="flags">How to read.</param>
    /// <returns>Whether the key is in the map; when not, the value is untouched.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value, BpfLookup flags = BpfLookup.None)
    {
        RequireKey(key.Length);
        RequireValue(value.Length);
        fixed (byte* keyPointer = key, valuePointer = value)
            return TryLookup((void*)keyPointer, valuePointer, flags);
    }

    /// <summary>Sets the value of a key, as bytes.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes; empty where the type has no keys.</param>
    /// <param name="value">The value, <see cref="ValueStride"/> bytes.</param>
    /// <param name="mode">Whether the key may or must exist.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The map is full, or the mode does not fit.</exception>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, BpfUpdate mode = BpfUpdate.Any)
    {
        RequireKey(key.Length);
        RequireValue(value.Length);
        fixed (byte* keyPointer = key, valuePointer = value)
            Update((void*)keyPointer, valuePointer, mode);
    }

    /// <summary>Deletes a key.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes.</param>
    /// <returns>Whether the key was in the map.</returns>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        RequireKey(key.Length);
        fixed (byte* keyPointer = key)
            return Delete((void*)keyPointer);
    }

    /// <summary>Copies the value of a key and deletes it, in one step. Queues and stacks since 4.20, hash tables since 5.14.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes; empty where the type has no keys.</param>
    /// <param name="value">Filled with the value, <see cref="ValueStride"/> bytes.</param>
    /// <param name="flags">How to read.</param>
    /// <returns>Whether the key was in the map; when not, the value is untouched.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused; the message names the minimum kernel where it is too old.</exception>
    public bool TryTake(ReadOnlySpan<byte> key, Span<byte> value, BpfLookup flags = BpfLookup.None)
    {
        RequireKey(key.Length);
        RequireValue(value.Length);
        fixed (byte* keyPointer = key, valuePointer = value)
            return TryTake((void*)keyPointer, valuePointer, flags);
    }

    /// <summary>Finds the key after another, in the kernel's order. A key that has gone starts anew from the first.</summary>
    /// <param name="key">The key, <see cref="KeySize"/> bytes; empty asks for the first.</param>
    /// <param name="next">Filled with the next key.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public bool TryGetNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        if (!key.IsEmpty)
            RequireKey(key.Length);
        RequireKey(next.Length);
        fixed (byte* keyPointer = key, nextPointer = next)
            return TryGetNextKey(key.IsEmpty ? null : (void*)keyPointer, nextPointer);
    }

    private void RequireKey(int length)
    {
        if (length != _keySize)
            throw new ArgumentException($"Keys of map {Name} have {_keySize} bytes, {length} were given.");
    }

    private void RequireValue(int length)
    {
        if (length == ValueStride)
            return;
        string slots = IsPerCpu ? $" ({PerCpuSlotSize} for each possible CPU)" : "";
        throw new ArgumentException($"Values of map {Name} have {ValueStride} bytes{slots}, {length} were given.");
    }
}
