using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Damaged descriptions end in a diagnostic or in code that compiles, and soon.</summary>
public sealed class HostileTests
{
    private const string Head = "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\n";

    private const string Places = Head
        + "type 1 int int 4 signed\ntype 2 float long_double 16\ntype 3 enum large 8 unsigned at 4 a.bpf.c\ntype 4 struct item 4 4\n  field kind 1 0 0\n"
        + "map odd 34 insn_array 1 1 4 4 16 0 at 7 a.bpf.c\nmap wide 1 hash 1 2 4 16 16 0 at 1 ../with a space/b.h\n"
        + "map ring 27 ringbuf 0 0 0 0 4096 0 at 8 a.bpf.c\n  record ONE 1 4 at 9 a.bpf.c\n  record TWO 1 4 at 10 a.bpf.c\n"
        + "section .bss 32\n  variable wide 2 0 16 global at 12 /usr/include/c.h\n  variable own 2 16 16 static at 13 a.bpf.c\n"
        + "export 3 at 3 a.bpf.c\nexport 1 kernel at 5 a.bpf.c\n";

    public static TheoryData<string> Names => [.. Golden.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_off_at_any_line_it_is_refused_or_compiles(string name)
    {
        string[] lines = Golden.Description(name).Split('\n');
        for (int count = 0; count < lines.Length; count++)
            AssertSafe(string.Join('\n', lines.Take(count)) + "\n", compile: count % 8 == 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cut_off_inside_a_line_it_is_refused(string name)
    {
        string text = Golden.Description(name);
        for (int length = 0; length < text.Length; length++)
        {
            if (length > 0 && text[length - 1] == '\n')
                continue;
            Assert.Contains(AssertSafe(text[..length], compile: false).Diagnostics, diagnostic => diagnostic.Id == "SONDE001");
        }
    }

    [Theory]
    [InlineData("types", 1)]
    [InlineData("types", 2)]
    [InlineData("names", 3)]
    [InlineData("sections", 4)]
    [InlineData("mapkinds", 5)]
    [InlineData("constructs", 6)]
    [InlineData("constructs", 7)]
    [InlineData("constructs", 8)]
    [InlineData("places", 9)]
    public void Mutated_it_is_refused_or_compiles(string name, int seed)
    {
        var random = new Random(seed);
        string text = name == "places" ? Places : Golden.Description(name);
        for (int round = 0; round < 400; round++)
            AssertSafe(Mutate(text, random), compile: round % 10 == 0);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var text = new StringBuilder(Head);
        for (int id = 1; id < 20_000; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} struct s{id} 4 4\n  field next {id + 1} 0 0\n");
        text.Append("type 20000 int int 4 signed\nmap m 1 hash 20000 1 4 4 1 0\n");
        Assert.Equal("SONDE016", AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id);
    }

    [Fact]
    public void Long_chains_of_typedefs_are_refused()
    {
        var text = new StringBuilder(Head);
        for (int id = 1; id < 20_000; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} typedef t{id} {id + 1}\n");
        text.Append("type 20000 int int 4 signed\nmap m 1 hash 20000 1 4 4 1 0\n");
        Assert.Equal("SONDE016", AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id);
    }

    [Fact]
    public void Anonymous_members_that_double_at_each_level_are_refused()
    {
        var text = new StringBuilder(Head);
        for (int id = 1; id < 30; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} struct - 4 4\n  field - {id + 1} 0 0\n  field - {id + 1} 0 0\n");
        text.Append("type 30 struct - 4 4\n  field a 31 0 0\ntype 31 int int 4 signed\nmap m 1 hash 31 1 4 4 1 0\n");
        Assert.Equal("SONDE016", AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id);
    }

    [Fact]
    public void Anonymous_members_without_fields_that_double_at_each_level_are_refused()
    {
        var text = new StringBuilder(Head);
        for (int id = 1; id < 60; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} union - 4 4\n  field - {id + 1} 0 0\n  field - {id + 1} 0 0\n");
        text.Append("type 60 struct - 0 1\ntype 61 int int 4 signed\nmap m 1 hash 61 1 4 4 1 0\n");
        Assert.Equal("SONDE016", AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id);
    }

    [Theory]
    [InlineData("field next {0} 0 3")]
    [InlineData("field next {0} 0 0")]
    [InlineData("field - {0} 0 0")]
    public void Deep_unions_are_refused(string field)
    {
        var text = new StringBuilder(Head);
        for (int id = 1; id < 20_000; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} union u{id} 4 4\n  {string.Format(CultureInfo.InvariantCulture, field, id + 1)}\n");
        text.Append("type 20000 int int 4 signed\nexport 1\n");
        Assert.Contains(AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id, (string[])["SONDE011", "SONDE016"]);
    }

    [Fact]
    public void Arrays_of_arrays_of_nothing_end()
    {
        var text = new StringBuilder(Head).Append("type 1 struct s 8 4\n  field a 2 0 0\n  field b 2 64 0\n");
        for (int id = 2; id < 20_000; id++)
            text.Append(CultureInfo.InvariantCulture, $"type {id} array {id + 1} 4294967295\n");
        text.Append("type 20000 array 20000 1\nexport 1\n");
        Assert.Equal("SONDE016", AssertSafe(text.ToString(), compile: true).Diagnostics.Single().Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Members_at_any_bits_of_any_types_are_refused_or_compile(int seed)
    {
        var random = new Random(seed);
        string[] scalars = ["int int 4 signed", "int u8 1 unsigned", "int _Bool 1 bool", "int __int128 16 signed", "float float 4", "enum e 4 signed"];
        for (int round = 0; round < 100; round++)
        {
            var text = new StringBuilder(Head);
            for (int id = 1; id <= scalars.Length; id++)
                text.Append(CultureInfo.InvariantCulture, $"type {id} {scalars[id - 1]}\n");
            text.Append("type 7 array 1 0\ntype 8 array 2 3\ntype 9 pointer 10\n");
            for (int id = 10; id < 20; id++)
            {
                text.Append(CultureInfo.InvariantCulture, $"type {id} {(random.Next(2) == 0 ? "struct" : "union")} s{id % 7} {random.Next(64)} 1\n");
                for (int fields = random.Next(6); fields > 0; fields--)
                {
                    string name = random.Next(4) == 0 ? "-" : "f" + random.Next(3);
                    int bit = random.Next(3) == 0 ? random.Next(512) : random.Next(16) * 8;
                    text.Append(CultureInfo.InvariantCulture, $"  field {name} {random.Next(0, 20)} {bit} {(random.Next(2) == 0 ? 0 : random.Next(130))}\n");
                }
            }

            for (int id = 10; id < 20; id++)
                text.Append(CultureInfo.InvariantCulture, $"export {id}\n");
            AssertSafe(text.ToString(), compile: round % 10 == 0);
        }
    }

    [Theory]
    [InlineData("*/ } class Evil { /*")]
    [InlineData("\"); System.Environment.Exit(1); (\"")]
    [InlineData("a\u2028class Evil;")]
    [InlineData("a\u0085class Evil;")]
    [InlineData("a\rclass Evil;")]
    [InlineData("</c></summary><c>&amp;")]
    [InlineData("\\")]
    public void Text_of_a_description_stays_text(string text)
    {
        string word = text.Replace(' ', '_');
        GeneratorRunResult result = AssertSafe(
            $"sonde-bpf 1\nsource {text}\nlicense GPL\ntype 1 int int 4 signed\ntype 2 struct {word} 4 4\n  field {word} 1 0 0\n"
            + $"type 3 enum {word} 4 signed\n  value {word} 1\n"
            + $"type 4 union {word} 8 4\n  field {word} 1 0 3\n  field {word} 5 32 0\ntype 5 array 1 0\nexport 4\n"
            + $"map {word} 1 {word} 2 3 4 4 1 0\nsection .bss.{word} 4\n  variable {word} 1 0 4 global\nprogram {word} {text}\n",
            compile: true);
        Assert.Empty(result.Diagnostics);
    }

    private static string Mutate(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int line = random.Next(3, lines.Count - 1);
            string[] words = lines[line].Split(' ');
            int word = random.Next(words.Length);
            switch (random.Next(6))
            {
                case 0: lines.RemoveAt(line); break;
                case 1: lines.Insert(line, lines[random.Next(3, lines.Count - 1)]); break;
                case 2: words[word] = random.NextInt64(-1, 1L << random.Next(1, 40)).ToString(CultureInfo.InvariantCulture); break;
                case 3: words[word] = random.Next(1, 34).ToString(CultureInfo.InvariantCulture); break;
                case 4: words[word] = "-"; break;
                default: words[word] += (char)random.Next(1, 0x250); break;
            }

            if (line < lines.Count && words.Length > 1)
                lines[line] = string.Join(' ', words);
        }

        return string.Join('\n', lines);
    }

    private static GeneratorRunResult AssertSafe(string text, bool compile)
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", text));
        Assert.Null(result.Exception);
        Assert.True(result.Diagnostics.Length > 0 || result.GeneratedSources.Length == 1, "silence");
        if (compile && result.GeneratedSources.Length == 1)
            Assert.Empty(Compiler.Check(result.GeneratedSources[0].SourceText.ToString()));
        return result;
    }
}
