using System.Buffers;

namespace Sonde.Bpf;

/// <summary>
/// A table of kernel functions that BPF programs stand in for, such as a congestion control: <c>BPF_MAP_TYPE_STRUCT_OPS</c>, kernel
/// 5.6.
/// </summary>
/// <remarks>A map of an object needs a loaded object.</remarks>
public sealed unsafe class BpfStructOps : ITypedMap
{
    internal BpfStructOps(BpfMap map) => Map = map;

    /// <summary>The untyped map; its one value is the kernel's struct, with a head before it.</summary>
    public BpfMap Map { get; }

    /// <summary>Where the table stands.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfStructOpsState State => (BpfStructOpsState)ReadHead()[1];

    /// <summary>How often the kernel uses the table now.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public int References => (int)ReadHead()[0];

    /// <summary>Has the kernel use the table, until the link or the object is disposed.</summary>
    /// <exception cref="InvalidOperationException">The map belongs to no object, or the object is not loaded.</exception>
    /// <exception cref="BpfException">The kernel refused the table, or has one of the same name.</exception>
    public BpfLink Attach() => Map.AttachStructOps();

    // The value begins with a refcount and a state.
    private uint[] ReadHead()
    {
        int zero = 0;
        _ = Map.Fd; // Loading sets the size of the value.
        byte[] value = ArrayPool<byte>.Shared.Rent(Map.ValueSize);
        try
        {
            fixed (byte* pointer = value)
                Map.TryLookup(&zero, pointer);
            return [BitConverter.ToUInt32(value, 0), BitConverter.ToUInt32(value, 4)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(value);
        }
    }
}
