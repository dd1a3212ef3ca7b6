using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. Golden.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_is_the_golden_one(string name)
    {
        // The version changes with each release; what stands around it does not.
        string version = typeof(BpfObjectGenerator).Assembly.GetName().Version!.ToString(3);
        Golden.Matches(name + ".g.cs", Driver.Generate(Item(name)).Replace($"\"{version}\"", "\"VERSION\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Public_output_compiles_as_csharp_12_without_a_warning(string name) =>
        Assert.Empty(Compiler.Check(Driver.Generate(Item(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Public_output_compiles_for_the_newest_framework_and_language_without_a_warning(string name) =>
        Assert.Empty(Compiler.CheckNewest(Driver.Generate(Item(name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Internal_output_compiles_as_csharp_12_without_a_warning(string name) =>
        Assert.Empty(Compiler.Check(Driver.Generate(Item(name) with { Accessibility = "internal" })));

    private static BpfItem Item(string name) => new(name, Golden.Description(name))
    {
        ClassName = char.ToUpperInvariant(name[0]) + name[1..],
        ResourceName = name + ".bpf.o",
    };
}
