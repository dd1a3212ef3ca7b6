using System.Globalization;

namespace Sonde.Generators;

/// <summary>Numbers as generated code and messages have them, whatever the culture of the build.</summary>
internal static class Invariant
{
    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
