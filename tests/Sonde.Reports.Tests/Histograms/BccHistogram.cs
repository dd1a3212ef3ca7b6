using System.Globalization;
using System.Text;

namespace Sonde.Reports.Tests;

/// <summary>
/// Histograms and their text from <c>_print_log2_hist</c> of bcc 0.26. Each begins with <c>@unit|slots</c>; the lines up to the next
/// one are what bcc printed.
/// </summary>
internal sealed record BccHistogram(string Unit, ulong[] Slots, string Text)
{
    public static IReadOnlyList<BccHistogram> All { get; } = [.. Read()];

    private static IEnumerable<BccHistogram> Read()
    {
        using var reader = new StreamReader(typeof(BccHistogram).Assembly.GetManifestResourceStream("bcc.txt")!);
        foreach (string part in reader.ReadToEnd().Split('@', StringSplitOptions.RemoveEmptyEntries))
        {
            int end = part.IndexOf('\n', StringComparison.Ordinal);
            string[] head = part[..end].Split('|');
            string[] slots = head[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return new(head[0], [.. slots.Select(slot => ulong.Parse(slot, CultureInfo.InvariantCulture))], part[(end + 1)..]);
        }
    }

    // Shown in the names of tests; the slots alone would fill a screen.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"{Slots.Length} slots of {Unit}");
        return true;
    }
}
