using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Bpf.Build.Compiling;

internal static class ClangVersion
{
    /// <summary>The oldest clang whose BTF has all that libbpf needs for global variables and weak functions.</summary>
    public const int Oldest = 12;

    private static readonly Regex Pattern = new(@"clang version (\d+)\.", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The major version that this clang says it has, or null if it says none.</summary>
    public static int? Ask(string clang)
    {
        var start = new ProcessStartInfo(clang, "--version") { UseShellExecute = false, RedirectStandardOutput = true };
        using Process process = Process.Start(start);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Match match = Pattern.Match(output);
        return match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }
}
