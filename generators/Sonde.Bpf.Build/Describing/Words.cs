using System.Globalization;

namespace Sonde.Bpf.Build.Describing;

/// <summary>Values as words of the description, which are split at single spaces.</summary>
internal static class Words
{
    public static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A name, with "_" for the spaces of C's "unsigned int" and "-" for none.</summary>
    public static string Name(string name) => name.Length == 0 ? "-" : Printable(name, '_').Replace(' ', '_');

    /// <summary>The rest of a line.</summary>
    public static string Line(string text) => Printable(text, ' ');

    private static string Printable(string text, char substitute) =>
        text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? substitute : c)]) : text;
}
