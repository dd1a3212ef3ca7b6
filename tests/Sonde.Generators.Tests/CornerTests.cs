using System.Globalization;
using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Limits and rare shapes that the golden descriptions do not have: what is generated, to the word, and what is not.</summary>
public sealed class CornerTests
{
    private const string Head = "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\ntype 2 int unsigned_char 1 unsigned\n";

    [Theory]
    // The runtime aligns by the widest field, which C's packing does not, wherever that field stands and whatever it is.
    [InlineData("type 3 struct s 5 1\n  field a 1 0 0\n  field b 2 32 0\nexport 3\n", "LayoutKind.Explicit, Size = 5, Pack = 1)")]
    [InlineData("type 3 struct s 13 1\n  field b 2 0 0\n  field a 4 8 0\ntype 4 array 1 3\nexport 3\n", "LayoutKind.Explicit, Size = 13, Pack = 1)")]
    [InlineData("type 3 struct s 9 1\n  field b 2 0 0\n  field p 4 8 0\ntype 4 pointer 1\nexport 3\n", "LayoutKind.Explicit, Size = 9, Pack = 1)")]
    [InlineData("type 3 struct k 16 8\n  field len 1 0 0\n  field wide 4 64 0\ntype 4 int u64 8 unsigned\nmap m 11 lpm_trie 3 1 16 4 1 1\n", "LayoutKind.Explicit, Size = 12, Pack = 4)")]
    // Bits of an anonymous member stand behind the member's own place.
    [InlineData("type 3 struct s 8 4\n  field a 1 0 0\n  field - 4 32 0\ntype 4 struct - 4 4\n  field low 1 0 3\nexport 3\n", "FieldOffset(4)]\n        private byte _bits4x1;")]
    [InlineData("type 3 struct s 12 4\n  field x 4 0 0\ntype 4 array 5 2\ntype 5 array 6 3\ntype 6 struct - 2 1\n  field in 2 0 0\n  field out 2 8 0\nexport 3\n", "\"x 0, x/in 0, x/out 8\"")]
    [InlineData("type 3 enum e 4 unsigned\n  value A 1\n  value B -1\nexport 3\n", "enum E : int")]
    [InlineData("type 3 struct s 4 1\n  field t 4 0 0\ntype 4 array 5 4\ntype 5 int letter 1 char\nexport 3\n", "Text4 T;")]
    [InlineData("type 3 array 1 262144\nsection .bss 1048576\n  variable v 3 0 1048576 global\n", "InlineArray(262144)")]
    [InlineData("section .bss 67108864\n  variable v 1 0 4 global\n", "Size = 67108864)")]
    [InlineData("section .rodata.extra 4\n  variable v 1 0 4 global\n", "The constants of section <c>.rodata.extra</c>")]
    [InlineData("map m 27 ringbuf 0 1 0 4 4096 0\n", "RingBuffer<int> M ")]
    [InlineData("map m 17 xskmap 1 1 4 4 8 0\n", "BpfSocketArray M ")]
    public void It_is_generated(string description, string expected)
    {
        (string[] diagnostics, string code) = Run(description);
        Assert.Empty(diagnostics);
        Assert.Contains(expected, code, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code));
    }

    [Theory]
    [InlineData("type 3 enum e 4 unsigned\n  value A 8\nexport 3\n", "Flags")]
    [InlineData("type 3 struct s 4 4\n  field - 1 0 3\n  field b 1 3 3\nexport 3\n", "Unnamed")]
    [InlineData("section .database 4\n  variable v 1 0 4 global\n", "Database")]
    public void It_is_not_generated(string description, string unwanted)
    {
        (string[] diagnostics, string code) = Run(description);
        Assert.Empty(diagnostics);
        Assert.DoesNotContain(unwanted, code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("map m 17 xskmap 1 1 4 8 8 0\n", "SONDE019: Map 'm' of type xskmap stays untyped: its keys have 4 bytes and its values 8")]
    [InlineData("map m 14 devmap 1 1 8 4 8 0\n", "SONDE019: Map 'm' of type devmap stays untyped: its keys have 8 bytes and its values 4")]
    [InlineData("type 3 struct k 4 4\n  field len 1 0 0\nmap m 11 lpm_trie 3 1 4 4 1 1\n", NoPrefix)]
    [InlineData("type 3 struct k 8 4\n  field late 1 32 0\nmap m 11 lpm_trie 3 1 8 4 1 1\n", NoPrefix)]
    [InlineData("type 3 struct k 8 4\n  field len 1 0 0\n  field a 1 32 0\nmap m 11 lpm_trie 3 1 12 4 1 1\n", NoPrefix)]
    [InlineData("section .bss 4\n  variable v 1 0 2 global\n",
        "SONDE017: A variable of section '.bss' is left out: variable 'v' has another size than the 2 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    [InlineData("type 3 struct s 4 4\n  field - 4 0 0\ntype 4 struct - 8 4\n  field a 1 0 0\nexport 3\n",
        "SONDE017: The export of 'struct s' is left out: an anonymous member of 'struct s' has another size than the 4 bytes that there are for it; compile the object again, and give a map its sizes by __type alone")]
    public void It_is_left_out(string description, string expected) => Assert.Equal([expected], Run(description).Diagnostics);

    [Theory]
    [InlineData("A-B", "Samples", "ClassName 'A-B' of 'a.bpf.c' is not a C# identifier")]
    [InlineData("A", "Sam ples", "Namespace 'Sam ples' of 'a.bpf.c' is not a C# namespace")]
    public void A_name_with_an_odd_character_behind_its_first_is_refused(string name, string space, string expected)
    {
        Diagnostic diagnostic = Assert.Single(Driver.Run(new BpfItem("a", Head) { ClassName = name, Namespace = space }).Diagnostics);
        Assert.Equal(expected, diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("a\\b.o", "\"a\\\\b.o\"")]
    [InlineData("a\u2028b.o", "\"a\\u2028b.o\"")]
    public void A_resource_with_an_odd_name_is_a_literal(string resource, string expected)
    {
        string code = Driver.Generate(new BpfItem("a", Head) { ResourceName = resource });
        Assert.Contains(expected, code, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code));
    }

    [Theory]
    [InlineData("x&y", "<c>x&amp;y</c>")]
    [InlineData("x\u2028y", "<c>x?y</c>")]
    [InlineData("x<y", "<c>x&lt;y</c>")]
    public void An_odd_section_of_a_program_ends_no_comment(string section, string expected)
    {
        (_, string code) = Run($"program p {section}\n");
        Assert.Contains(expected, code, StringComparison.Ordinal);
        Assert.Empty(Compiler.Check(code));
    }

    private const string NoPrefix =
        "SONDE019: Map 'm' of type lpm_trie stays untyped: its key is no struct of a prefix length of 4 bytes and an address";

    private static (string[] Diagnostics, string Code) Run(string description)
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", Head + description));
        Assert.Null(result.Exception);
        string[] diagnostics = [.. result.Diagnostics.Select(d => $"{d.Id}: {d.GetMessage(CultureInfo.InvariantCulture)}")];
        return (diagnostics, result.GeneratedSources.Single().SourceText.ToString());
    }
}
