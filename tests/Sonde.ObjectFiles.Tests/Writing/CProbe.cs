using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sonde.ObjectFiles.Tests.Writing;

/// <summary>Compiles a header with a variable for each of its types, since clang describes only types that something uses.</summary>
internal static partial class CProbe
{
    public static Btf Compile(string header)
    {
        var source = new StringBuilder(header);
        int count = 0;
        // By value where that can be: of what is only pointed to, clang may leave out the members.
        foreach (string name in Names(header))
            source.Append(name).Append(name.Contains(' ') ? " probe_" : " *probe_").Append((++count).ToString(CultureInfo.InvariantCulture)).Append(";\n");
        return BpfObjectFile.Parse(Clang.CompileText(source.ToString())).Btf;
    }

    private static IEnumerable<string> Names(string header)
    {
        foreach (Match match in Tag().Matches(header))
            yield return match.Groups[1].Value;
        // A declaration ends with a semicolon at the end of a line that is not indented.
        string[] lines = header.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("typedef ", StringComparison.Ordinal))
                continue;
            while (lines[i].StartsWith('\t') || !lines[i].EndsWith(';'))
                i++;
            yield return TypedefName(lines[i]);
        }
    }

    private static string TypedefName(string line)
    {
        line = Attributes().Replace(line, "");
        Match pointer = InsidePointer().Match(line);
        return pointer.Success ? pointer.Groups[1].Value : Last().Match(line).Groups[1].Value;
    }

    [GeneratedRegex(@"^((?:struct|union|enum) \w+) \{", RegexOptions.Multiline)]
    private static partial Regex Tag();

    [GeneratedRegex(@" __attribute__\(\([^;]*?\)\)(?= |;|$)")]
    private static partial Regex Attributes();

    // The first name after "(*": the others are those of parameters.
    [GeneratedRegex(@"\(\*+(?: ?const| ?volatile)* ?(\w+)[\)\[\(]")]
    private static partial Regex InsidePointer();

    [GeneratedRegex(@"(\w+)(?:\[\d+\]|\(.*\))*;$")]
    private static partial Regex Last();
}
