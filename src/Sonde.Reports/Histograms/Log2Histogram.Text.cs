using System.Globalization;
using System.Numerics;

namespace Sonde.Reports;

public sealed partial class Log2Histogram
{
    // The widths are bcc's: scripts that read its output read ours.
    private const int LastNarrowSlot = 32;
    private const int NarrowStars = 40;
    private const int WideStars = 20;

    /// <summary>Writes the histogram as bcc prints it, or nothing if it is empty.</summary>
    public void WriteTo(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        int last = _slots.AsSpan().LastIndexOfAnyExcept(0UL);
        if (last <= 0)
            return;

        ulong max = Max();
        bool narrow = last <= LastNarrowSlot;
        int numberWidth = narrow ? 10 : 20;
        int starWidth = narrow ? NarrowStars : WideStars;
        writer.Write(narrow ? "     " : "               ");
        writer.Write(Unit.PadRight(narrow ? 19 : 29));
        writer.Write(" : count     distribution\n");
        for (int slot = 1; slot <= last; slot++)
        {
            writer.Write(Low(slot).ToString(CultureInfo.InvariantCulture).PadLeft(numberWidth));
            writer.Write(" -> ");
            writer.Write(High(slot).ToString(CultureInfo.InvariantCulture).PadRight(numberWidth));
            writer.Write(" : ");
            writer.Write(_slots[slot].ToString(CultureInfo.InvariantCulture).PadRight(8));
            writer.Write(" |");
            writer.Write(new string('*', Stars(_slots[slot], max, starWidth)).PadRight(starWidth));
            writer.Write("|\n");
        }
    }

    /// <summary>Writes the histogram under a heading, as bcc prints one of several: an empty line, <c>section = value</c>.</summary>
    public void WriteTo(TextWriter writer, string section, string value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write($"\n{section} = {value}\n");
        WriteTo(writer);
    }

    /// <summary>The text that <see cref="WriteTo(TextWriter)"/> writes.</summary>
    public override string ToString()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer);
        return writer.ToString();
    }

    private ulong Max()
    {
        ulong max = 0;
        foreach (ulong count in _slots)
            max = Math.Max(max, count);
        return max;
    }

    /// <summary>The whole part of <c>width * count / max</c> as a double has it: bcc divides so, and counts near 2^53 show it.</summary>
    private static int Stars(ulong count, ulong max, int width)
    {
        UInt128 scaled = (UInt128)count * (uint)width;
        (UInt128 whole, UInt128 rest) = UInt128.DivRem(scaled, max);
        // A quotient within half a unit of the last place of the next whole number is rounded up to it.
        int exponent = whole == 0 ? -1 : BitOperations.Log2((ulong)whole);
        bool roundsUp = (max - rest) << (53 - exponent) <= max;
        return (int)whole + (roundsUp ? 1 : 0);
    }
}
