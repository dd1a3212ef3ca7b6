using System.Globalization;

namespace Sonde.Bpf;

/// <summary>
/// An address that a BPF program stored, of the kernel or of the process it ran for: 8 bytes, whatever it points to. It cannot be followed
/// here; it tells objects apart, and names functions and variables through their symbols.
/// </summary>
/// <param name="value">The address.</param>
public readonly struct KernelPointer(ulong value) : IEquatable<KernelPointer>, IComparable<KernelPointer>
{
    /// <summary>The address.</summary>
    public ulong Value { get; } = value;

    /// <summary>Whether it is C's <c>NULL</c>.</summary>
    public bool IsNull => Value == 0;

    /// <summary>The address of a pointer.</summary>
    public static explicit operator ulong(KernelPointer pointer) => pointer.Value;

    /// <summary>A pointer to an address.</summary>
    public static explicit operator KernelPointer(ulong value) => new(value);

    /// <summary>Whether both are the same address.</summary>
    public static bool operator ==(KernelPointer left, KernelPointer right) => left.Value == right.Value;

    /// <summary>Whether they are different addresses.</summary>
    public static bool operator !=(KernelPointer left, KernelPointer right) => left.Value != right.Value;

    /// <summary>Whether the left address is the lower one.</summary>
    public static bool operator <(KernelPointer left, KernelPointer right) => left.Value < right.Value;

    /// <summary>Whether the left address is the higher one.</summary>
    public static bool operator >(KernelPointer left, KernelPointer right) => left.Value > right.Value;

    /// <summary>Whether the left address is not the higher one.</summary>
    public static bool operator <=(KernelPointer left, KernelPointer right) => left.Value <= right.Value;

    /// <summary>Whether the left address is not the lower one.</summary>
    public static bool operator >=(KernelPointer left, KernelPointer right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public bool Equals(KernelPointer other) => Value == other.Value;

    /// <inheritdoc/>
    public int CompareTo(KernelPointer other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is KernelPointer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The address as C prints it, <c>0xffffffff81000000</c>.</summary>
    public override string ToString() => "0x" + Value.ToString("x", CultureInfo.InvariantCulture);
}
