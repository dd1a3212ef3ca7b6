using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>
/// Constants of C that the sources repeat: those with a C name (<c>EPOLLIN</c>), those with one in the comment beside them
/// (<c>// BPF_F_REPLACE</c>), and the values of enumerations whose documentation begins with one.
/// </summary>
public sealed partial class ConstantTests
{
    [Fact]
    public void Every_constant_with_a_C_name_has_the_value_of_C()
    {
        var constants = Sources.All
            .SelectMany(s => Declaration().Matches(s.Text).Select(m => (s.Path, Name: m.Groups["name"].Value, Value: Number(m.Groups["value"].Value), Comment: m.Groups["comment"].Value)))
            .SelectMany(c => NamesOf(c.Name, c.Comment).Select(n => ($"{c.Path}: {c.Name}", n, c.Value)))
            .ToList();

        Assert.True(constants.Count > 30, $"{constants.Count} constants");
        AssertValues(constants);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Every_value_of_an_enumeration_with_a_C_name_has_the_value_of_C()
    {
        TestKernel.RequireVersion(6, 12); // The types of older kernels lack what the headers lack too.
        var values = new List<(string Where, string C, long? Value)>();
        foreach (Assembly assembly in Import.Assemblies)
        {
            XDocument documentation = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
            foreach (FieldInfo field in assembly.GetTypes().Where(t => t.IsEnum).SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public)))
            {
                string? text = documentation.Descendants("member")
                    .FirstOrDefault(m => m.Attribute("name")!.Value == $"F:{field.DeclaringType!.FullName!.Replace('+', '.')}.{field.Name}")?.Element("summary")?.Value.Trim();
                long value = unchecked((long)Convert.ToDecimal(field.GetRawConstantValue(), CultureInfo.InvariantCulture));
                if (AllCapitals().IsMatch(field.Name) && field.DeclaringType == typeof(Errno))
                    values.Add(($"{field.DeclaringType}.{field.Name}", field.Name, value));
                else if (text is not null && LeadingName().Match(text) is { Success: true } name && !IsOfNewerKernel(text))
                    values.Add(($"{field.DeclaringType}.{field.Name}", name.Groups[1].Value, value));
            }
        }

        Assert.True(values.Count > 150, $"{values.Count} values");
        AssertValues(values);
    }

    [Fact]
    public void Commands_of_bpf_have_the_numbers_that_their_names_say()
    {
        foreach (BpfCommand command in Enum.GetValues<BpfCommand>())
        {
            string c = "BPF_" + string.Join('_', Word().Matches(command.ToString()).Select(m => Abbreviations.GetValueOrDefault(m.Value, m.Value.ToUpperInvariant())));
            AssertValues([($"BpfCommand.{command}", c, (long)command)]);
        }
    }

    private static readonly Dictionary<string, string> Abbreviations = new()
    {
        ["Element"] = "ELEM", ["Program"] = "PROG", ["Object"] = "OBJ", ["Iterator"] = "ITER", ["Statistics"] = "STATS",
    };

    // Names that neither the headers of Debian 12 nor the types of kernels have: the kernel's own, and flags of anonymous enums that
    // no kernel code uses as such. Their values were read in the kernel's sources.
    private static readonly Dictionary<string, long> NotInHeaders = new()
    {
        ["ENOTSUPP"] = 524, ["BPF_F_BEFORE"] = 1 << 3, ["BPF_F_AFTER"] = 1 << 4, ["BPF_F_RB_OVERWRITE"] = 1 << 19,
        ["PERF_RECORD_CALLCHAIN_DEFERRED"] = 22, ["PROCMAP_QUERY"] = 0xc0686611,
    };

    private static void AssertValues(IReadOnlyCollection<(string Where, string C, long? Value)> constants)
    {
        Dictionary<string, long?> values = Headers.Evaluate([.. constants.Select(c => c.C)]);
        var wrong = new List<string>();
        foreach ((string where, string c, long? value) in constants)
        {
            long? expected = values[c] ?? KernelTypes.Value(c) ?? (NotInHeaders.TryGetValue(c, out long known) ? known : null);
            if (expected is null)
                wrong.Add($"{where}: neither the headers nor the running kernel's types have {c}");
            else if (value is null)
                wrong.Add($"{where}: the test cannot read its value");
            else if ((uint)expected != (uint)value)
                wrong.Add($"{where} is {value}, {c} is {expected}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    // The types of the newest kernel have it: the test runs there too.
    private static bool IsOfNewerKernel(string text)
        => Since().Match(text) is { Success: true } since
            && !KernelVersion.Current.IsAtLeast(int.Parse(since.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(since.Groups[2].ValueSpan, CultureInfo.InvariantCulture));

    private static string[] NamesOf(string name, string comment)
        => AllCapitals().IsMatch(name) ? [name] : CommentNames().Match(comment) is { Success: true } names ? names.Value.Split(", ") : [];

    // "1u << 30", "0x80000", "123"
    private static long? Number(string text)
    {
        string[] parts = text.Replace("_", "", StringComparison.Ordinal).Split("<<", StringSplitOptions.TrimEntries);
        long[] numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i].TrimEnd('u', 'U', 'l', 'L');
            bool isHexadecimal = part.StartsWith("0x", StringComparison.Ordinal);
            if (!long.TryParse(isHexadecimal ? part[2..] : part, isHexadecimal ? NumberStyles.HexNumber : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers.Length == 2 ? numbers[0] << (int)numbers[1] : numbers[0];
    }

    [GeneratedRegex(@"\bconst (?:int|uint|long|ulong|nint|nuint|byte|ushort) (?<name>\w+) = (?<value>[^;]+);(?:[ \t]*// (?<comment>[^\r\n]*))?", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex AllCapitals();

    [GeneratedRegex(@"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+(, [A-Z][A-Z0-9]*(_[A-Z0-9]+)+)*", RegexOptions.CultureInvariant)]
    private static partial Regex CommentNames();

    [GeneratedRegex(@"^(?:<c>)?((?:BPF|PERF|XDP|TCX?|LIBBPF|CAP|EPOLL)_[A-Z0-9_]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingName();

    [GeneratedRegex(@", since (\d+)\.(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Since();

    [GeneratedRegex(@"[A-Z][a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
