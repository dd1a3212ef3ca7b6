namespace Sonde.Generators.Description;

/// <summary>
/// Reads the text form of an object description. It accepts exactly what the build task writes: what it does not know is a fault,
/// because a guess would end in a wrong layout.
/// </summary>
internal sealed partial class DescriptionReader
{
    public const string Signature = "sonde-bpf";
    public const string Version = "1";

    private readonly string[] _lines;
    private readonly List<BtfType> _types = [];
    private readonly List<DescribedMap> _maps = [];
    private readonly List<DescribedSection> _sections = [];
    private readonly List<DescribedProgram> _programs = [];
    private readonly List<DescribedExport> _exports = [];
    private int _next;

    private DescriptionReader(string text) => _lines = text.Split('\n');

    /// <summary>Reads <paramref name="text"/>, or says what is wrong with it; <paramref name="name"/> is the name to say it of.</summary>
    public static ObjectDescription? TryRead(string text, string name, out Problem? problem)
    {
        problem = null;
        try
        {
            var reader = new DescriptionReader(text);
            string version = reader.ReadVersion();
            if (version == Version)
                return reader.ReadObject();
            problem = Problem.Of(ProblemKind.Version, name, version, Version);
        }
        catch (DescriptionException fault)
        {
            problem = Problem.Of(ProblemKind.Malformed, name, Invariant.Text(fault.Line), fault.Message);
        }

        return null;
    }

    private string ReadVersion()
    {
        DescriptionLine line = Next("the signature");
        if (line.Word("the signature") != Signature)
            throw line.Malformed($"it does not begin with '{Signature}'");
        string version = line.Word("the version");
        line.End();
        return version;
    }

    private ObjectDescription ReadObject()
    {
        // A cut-off last line can still look whole; only the newline proves that it is.
        if (_lines[_lines.Length - 1].Length != 0)
            throw new DescriptionException(_lines.Length, "the last line does not end");
        string source = ReadHeader("source");
        string license = ReadHeader("license");
        while (_next < _lines.Length - 1)
            ReadRecord(Next("a record"));
        CheckReferences();
        return new ObjectDescription(source, license, new([.. _types]), new([.. _maps]), new([.. _sections]), new([.. _programs]), new([.. _exports]));
    }

    private void ReadRecord(DescriptionLine line)
    {
        if (line.IsChild)
            throw line.Malformed("an indented line without a line above that it belongs to");
        string keyword = line.Word("a keyword");
        switch (keyword)
        {
            case "type": ReadType(line); break;
            case "map": ReadMap(line); break;
            case "section": ReadSection(line); break;
            case "program": ReadProgram(line); break;
            case "export": ReadExport(line); break;
            default: throw line.Malformed($"unknown keyword '{keyword}'");
        }
    }

    private string ReadHeader(string keyword)
    {
        DescriptionLine line = Next(keyword);
        if (line.IsChild || line.Word("a keyword") != keyword)
            throw line.Malformed($"'{keyword}' is expected here");
        return line.Rest(keyword);
    }

    private DescriptionLine Next(string what)
    {
        if (_next >= _lines.Length)
            throw new DescriptionException(_lines.Length, $"it ends before {what}");
        var line = new DescriptionLine(_next + 1, _lines[_next]);
        _next++;
        return line;
    }

    private IEnumerable<DescriptionLine> Children(string keyword) => Children([keyword]).Select(child => child.Line);

    private IEnumerable<(string Keyword, DescriptionLine Line)> Children(params string[] keywords)
    {
        while (_next < _lines.Length)
        {
            var line = new DescriptionLine(_next + 1, _lines[_next]);
            if (!line.IsChild)
                yield break;
            _next++;
            string keyword = line.Word("a keyword");
            if (!keywords.Contains(keyword))
                throw line.Malformed($"'{string.Join("' or '", keywords)}' is expected here");
            yield return (keyword, line);
        }
    }
}
