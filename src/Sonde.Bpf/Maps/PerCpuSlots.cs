using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>Moves per-CPU values between a span and the kernel's form: a slot for each possible CPU, rounded up to 8 bytes.</summary>
internal static unsafe class PerCpuSlots
{
    private const int StackLimit = 512;

    public static bool TryRead<T>(BpfMap map, void* key, Span<T> values, bool take = false)
        where T : unmanaged
    {
        int size = map.ValueStride;
        int cpus = size / map.PerCpuSlotSize;
        if (values.Length < cpus)
            throw new ArgumentException($"The span has room for {values.Length} values; this machine has {cpus} possible CPUs.", nameof(values));

        byte[]? rented = null;
        Span<byte> buffer = size <= StackLimit ? stackalloc byte[StackLimit] : (rented = ArrayPool<byte>.Shared.Rent(size));
        try
        {
            fixed (byte* pointer = buffer)
            {
                if (!(take ? map.TryTake(key, pointer) : map.TryLookup(key, pointer)))
                    return false;
            }

            var slots = new PerCpuValues<T>(buffer[..size], map.PerCpuSlotSize);
            for (int cpu = 0; cpu < cpus; cpu++)
                values[cpu] = slots[cpu];
            return true;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public static void Write<T>(BpfMap map, void* key, ReadOnlySpan<T> values, BpfUpdate mode)
        where T : unmanaged
    {
        int size = map.ValueStride;
        int cpus = size / map.PerCpuSlotSize;
        if (values.Length != cpus)
            throw new ArgumentException($"{values.Length} values were given; this machine has {cpus} possible CPUs.", nameof(values));

        byte[]? rented = null;
        Span<byte> buffer = size <= StackLimit ? stackalloc byte[StackLimit] : (rented = ArrayPool<byte>.Shared.Rent(size));
        try
        {
            buffer = buffer[..size];
            Spread(values, buffer, map.PerCpuSlotSize);
            fixed (byte* pointer = buffer)
                map.Update(key, pointer, mode);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Sets many entries; the values of each key follow one another.</summary>
    public static void WriteMany<T>(BpfMap map, byte* keys, int count, ReadOnlySpan<T> values, BpfUpdate mode)
        where T : unmanaged
    {
        int size = map.ValueStride;
        int cpus = size / map.PerCpuSlotSize;
        if (values.Length != (long)count * cpus)
            throw new ArgumentException($"{count} keys and {values.Length} values were given; this machine has {cpus} possible CPUs.", nameof(values));
        if (sizeof(T) == map.PerCpuSlotSize)
        {
            fixed (T* pointer = values)
                map.UpdateMany(keys, (byte*)pointer, count, mode);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(checked(count * size));
        try
        {
            Spread(values, rented.AsSpan(0, count * size), map.PerCpuSlotSize);
            fixed (byte* pointer = rented)
                map.UpdateMany(keys, pointer, count, mode);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void Spread<T>(ReadOnlySpan<T> values, Span<byte> slots, int slotSize)
        where T : unmanaged
    {
        slots.Clear();
        for (int i = 0; i < values.Length; i++)
            Unsafe.WriteUnaligned(ref slots.Slice(i * slotSize, slotSize)[0], values[i]);
    }
}
