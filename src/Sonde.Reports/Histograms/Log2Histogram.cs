using System.Numerics;

namespace Sonde.Reports;

/// <summary>
/// Counts of values by power of two, as BPF programs keep them: slot <c>i</c> counts the values from <c>2^(i-1)</c> to
/// <c>2^i - 1</c>, and slot 1 counts 0 too. Its text is the one that bcc's tools print.
/// </summary>
public sealed partial class Log2Histogram
{
    /// <summary>The number of slots that any 64-bit value finds its place in; slot 0 stays unused.</summary>
    public const int SlotCount = 65;

    private readonly ulong[] _slots = new ulong[SlotCount];

    /// <summary>An empty histogram.</summary>
    /// <param name="unit">What the values are, for the header: <c>usecs</c>, <c>kbytes</c>.</param>
    public Log2Histogram(string unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        Unit = unit;
    }

    /// <summary>A histogram of 32-bit counters that a program kept.</summary>
    /// <param name="slots">The counters from slot 0 on, at most <see cref="SlotCount"/>.</param>
    /// <param name="unit">What the values are, for the header.</param>
    public Log2Histogram(ReadOnlySpan<uint> slots, string unit)
        : this(unit)
    {
        ThrowIfTooLong(slots.Length, nameof(slots));
        for (int i = 0; i < slots.Length; i++)
            _slots[i] = slots[i];
    }

    /// <summary>A histogram of 64-bit counters that a program kept.</summary>
    /// <param name="slots">The counters from slot 0 on, at most <see cref="SlotCount"/>.</param>
    /// <param name="unit">What the values are, for the header.</param>
    public Log2Histogram(ReadOnlySpan<ulong> slots, string unit)
        : this(unit)
    {
        ThrowIfTooLong(slots.Length, nameof(slots));
        slots.CopyTo(_slots);
    }

    /// <summary>What the values are.</summary>
    public string Unit { get; }

    /// <summary>The counters, <see cref="SlotCount"/> of them.</summary>
    public ReadOnlySpan<ulong> Slots => _slots;

    /// <summary>The number of values: the sum of all slots but slot 0, which is no range and is not printed either.</summary>
    public ulong Count
    {
        get
        {
            ulong sum = 0;
            foreach (ulong count in _slots.AsSpan(1))
                sum = AddSaturated(sum, count);
            return sum;
        }
    }

    /// <summary>Counts one value.</summary>
    public void Add(ulong value)
    {
        ref ulong slot = ref _slots[SlotOf(value)];
        slot = AddSaturated(slot, 1);
    }

    /// <summary>Adds the counts of another histogram.</summary>
    /// <exception cref="ArgumentException">The other histogram counts another unit.</exception>
    public void Add(Log2Histogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Unit != Unit)
            throw new ArgumentException($"A histogram of {other.Unit} cannot be added to one of {Unit}.", nameof(other));
        for (int i = 0; i < SlotCount; i++)
            _slots[i] = AddSaturated(_slots[i], other._slots[i]);
    }

    /// <summary>The slot that counts <paramref name="value"/>.</summary>
    public static int SlotOf(ulong value) => value == 0 ? 1 : BitOperations.Log2(value) + 1;

    // A counter at its end says "at least this many"; one that wrapped would say "hardly any".
    private static ulong AddSaturated(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    private static void ThrowIfTooLong(int length, string parameter)
    {
        if (length > SlotCount)
            throw new ArgumentException($"A histogram has at most {SlotCount} slots, not {length}.", parameter);
    }
}
