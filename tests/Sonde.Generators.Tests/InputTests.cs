using Microsoft.CodeAnalysis;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Descriptions that cannot be read, settings that cannot be used, and what is no input at all.</summary>
public sealed class InputTests
{
    private const string Head = "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\n";

    [Theory]
    [InlineData("", "line 1: the signature is missing")]
    [InlineData("hello 1\n", "line 1: it does not begin with 'sonde-bpf'")]
    [InlineData("sonde-bpf 1\nlicense GPL\n", "line 2: 'source' is expected here")]
    [InlineData(Head + "type 1 float f 4\n", "line 5: type number 1 is void's or is taken")]
    [InlineData(Head + "type 2 pointer 9\n", "line 6: type 2 refers to type 9, which is not described")]
    [InlineData(Head + "type 2 decl_tag 1\n", "line 5: unknown kind of type 'decl_tag'")]
    [InlineData(Head + "type 2 struct s 6 4\n", "line 5: the alignment is no power of two that divides the size")]
    [InlineData(Head + "kind of magic\n", "line 5: unknown keyword 'kind'")]
    [InlineData(Head + "  field a 1 0 0\n", "line 5: an indented line without a line above that it belongs to")]
    [InlineData(Head + "type 2 float  4\n", "line 5: the name is empty or followed by a stray space")]
    [InlineData(Head + "type 2 float f -4\n", "line 5: the size '-4' is not a number from 0 to 2147483647")]
    [InlineData(Head + "type 2 float f 4 x\n", "line 5: unexpected 'x'")]
    [InlineData(Head + "section .bss 4\n  variable v 1 2 4 global\n", "line 6: it ends outside of its section")]
    [InlineData(Head + "map m 27 ringbuf 0 0 0 0 1 0\n  other A 1 1\n", "line 6: 'inner' or 'record' is expected here")]
    [InlineData(Head + "map m 27 ringbuf 0 0 0 0 1 0\n  record A -1 1\n", "line 6: the tag '-1' is not a number from 0 to 4294967295")]
    [InlineData(Head + "map m 27 ringbuf 0 0 0 0 1 0\n  record A 1 9\n", "line 7: map 'm' refers to type 9, which is not described")]
    [InlineData(Head + "type 2 float f 4", "line 5: the last line does not end")]
    public void A_description_that_cannot_be_read_generates_nothing(string text, string expected)
    {
        (string[] diagnostics, string? code) = Run(text);
        Assert.Equal(["SONDE001: The description of 'a.bpf.c' is malformed at " + expected + "; clean and build again"], diagnostics);
        Assert.Null(code);
    }

    [Fact]
    public void A_description_of_another_version_generates_nothing()
    {
        (string[] diagnostics, string? code) = Run("sonde-bpf 2\nwhatever\n");
        Assert.Equal(
            ["SONDE002: The description of 'a.bpf.c' has format version 2, this generator reads 1: clean and build again"], diagnostics);
        Assert.Null(code);
    }

    [Theory]
    [InlineData("2fast", "Samples", "public", "r", "SONDE003: ClassName '2fast' of 'a.bpf.c' is not a C# identifier")]
    [InlineData("Maps", "Samples", "public", "r", "SONDE003: ClassName 'Maps' of 'a.bpf.c' is not free: the class has a member of that name")]
    [InlineData("A", "Samples..B", "public", "r", "SONDE003: Namespace 'Samples..B' of 'a.bpf.c' is not a C# namespace")]
    [InlineData("A", "Samples", "private", "r", "SONDE003: Accessibility 'private' of 'a.bpf.c' is not internal or public")]
    [InlineData("A", "Samples", "public", "", "SONDE003: ResourceName '' of 'a.bpf.c' is not the name of an embedded resource")]
    public void A_setting_that_cannot_be_used_generates_nothing(string name, string space, string accessibility, string resource, string expected)
    {
        var item = new BpfItem("a", Head) { ClassName = name, Namespace = space, Accessibility = accessibility, ResourceName = resource };
        GeneratorRunResult result = Driver.Run(item);
        Assert.Equal([expected], result.Diagnostics.Select(Text));
        Assert.Empty(result.GeneratedSources);
    }

    [Theory]
    [InlineData("class", "event.namespace")]
    [InlineData("Program", "")]
    public void Keywords_and_no_namespace_are_names_too(string name, string space) =>
        Assert.Empty(Compiler.Check(Driver.Generate(
            new BpfItem("a", Head + "type 2 struct program 4 4\n  field id 1 0 0\nmap m 1 hash 1 2 4 4 1 0\n")
            {
                ClassName = name,
                Namespace = space,
            })));

    [Fact]
    public void Two_programs_of_one_class_are_told_so_and_the_first_is_generated()
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("b", Head), new BpfItem("a", Head));
        Assert.Equal(
            ["SONDE004: 'b.bpf.c' and 'a.bpf.c' both generate the class 'Program1': give one of them another ClassName or Namespace"],
            result.Diagnostics.Select(Text));
        Assert.Single(result.GeneratedSources);
    }

    [Fact]
    public void A_program_given_twice_is_told_so()
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", Head), new BpfItem("a", Head));
        Assert.Null(result.Exception);
        Assert.All(result.Diagnostics, diagnostic => Assert.Equal("SONDE004", diagnostic.Id));
    }

    [Fact]
    public void A_diagnostic_points_to_the_bpf_source()
    {
        Diagnostic diagnostic = Driver.Run(new BpfItem("a", "")).Diagnostics.Single();
        Assert.Equal("src/a.bpf.c", diagnostic.Location.GetLineSpan().Path);
    }

    [Fact]
    public void Other_additional_files_are_no_concern_of_the_generator()
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", "banned symbols") { IsMarked = false });
        Assert.Empty(result.Diagnostics);
        Assert.Empty(result.GeneratedSources);
    }

    private static (string[] Diagnostics, string? Code) Run(string description)
    {
        GeneratorRunResult result = Driver.Run(new BpfItem("a", description));
        Assert.Null(result.Exception);
        return ([.. result.Diagnostics.Select(Text)], result.GeneratedSources.SingleOrDefault().SourceText?.ToString());
    }

    private static string Text(Diagnostic diagnostic) =>
        $"{diagnostic.Id}: {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
}
