using System.Numerics;
using System.Runtime.CompilerServices;

namespace Sonde.Bpf;

/// <summary>The values of one key on all possible CPUs, as the kernel copied them. Valid until the next read or step.</summary>
/// <typeparam name="T">The layout of a value on one CPU.</typeparam>
public readonly ref struct PerCpuValues<T>
    where T : unmanaged
{
    private readonly Span<byte> _slots;
    private readonly int _slotSize;

    internal PerCpuValues(Span<byte> slots, int slotSize)
    {
        _slots = slots;
        _slotSize = slotSize;
    }

    /// <summary>How many possible CPUs. The slot at a place belongs to that CPU of <see cref="Kernel.CpuSet.Possible"/>.</summary>
    public int Length => _slots.Length / _slotSize;

    /// <summary>The value in a slot.</summary>
    /// <param name="slot">The place of the CPU among the possible ones, from 0.</param>
    public ref T this[int slot] => ref Unsafe.As<byte, T>(ref _slots.Slice(slot * _slotSize, _slotSize)[0]);

    /// <summary>Walks the values in the order of the CPUs.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks the values of all CPUs.</summary>
    public ref struct Enumerator
    {
        private readonly PerCpuValues<T> _values;
        private int _slot;

        internal Enumerator(PerCpuValues<T> values)
        {
            _values = values;
            _slot = -1;
        }

        /// <summary>The value of this CPU.</summary>
        public readonly ref readonly T Current => ref _values[_slot];

        /// <summary>Goes to the next CPU.</summary>
        public bool MoveNext() => ++_slot < _values.Length;
    }
}

/// <summary>Sums over CPUs.</summary>
public static class PerCpuValues
{
    /// <summary>The sum over all CPUs; it wraps around as counters in C do.</summary>
    /// <typeparam name="T">A number.</typeparam>
    /// <param name="values">The values.</param>
    public static T Sum<T>(this PerCpuValues<T> values)
        where T : unmanaged, INumber<T>
    {
        T sum = T.Zero;
        foreach (ref readonly T value in values)
            sum += value;
        return sum;
    }
}
