namespace Sonde.Reports;

public sealed partial class Log2Histogram
{
    /// <summary>
    /// Estimates the value that <paramref name="percent"/> percent of the values do not exceed. Values are taken as evenly spread
    /// within a slot. The true value lies in the same slot as the estimate, so the two differ by less than a factor of two, or by at
    /// most 1 in slot 1.
    /// </summary>
    /// <param name="percent">From 0 to 100.</param>
    /// <returns>The estimate, or <see cref="double.NaN"/> if nothing was counted.</returns>
    public double Percentile(double percent)
    {
        if (!(percent is >= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile lies between 0 and 100.");
        double rank = percent / 100 * Count;
        double below = 0;
        double estimate = double.NaN;
        for (int slot = 1; slot < SlotCount; slot++)
        {
            if (_slots[slot] == 0)
                continue;
            double share = Math.Clamp((rank - below) / _slots[slot], 0, 1);
            estimate = Low(slot) + (share * (High(slot) - Low(slot)));
            below += _slots[slot];
            if (below >= rank)
                break;
        }

        return estimate;
    }

    private static ulong Low(int slot) => slot <= 1 ? 0 : 1UL << (slot - 1);

    private static ulong High(int slot) => ulong.MaxValue >> (64 - slot);
}
