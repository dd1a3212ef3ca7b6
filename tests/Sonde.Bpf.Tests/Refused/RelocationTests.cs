using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class RelocationTests
{
    public RelocationTests() => TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);

    [Theory]
    [InlineData("missing_field", "byte_off", "struct task_struct", "no_such_field", true)]
    [InlineData("missing_type", "byte_off", "struct no_such_structure", "field", false)]
    [InlineData("missing_enum_value", "enumval_value", "enum bpf_map_type___wrong", "NO_SUCH_VALUE", true)]
    [InlineData("field_of_another_shape", "byte_off", "struct task_struct___other", "pid[1]", true)]
    [InlineData("missing_field_in_a_function", "byte_off", "struct task_struct", "no_such_field", true)]
    [Trait("Matrix", "guest")]
    public void What_the_kernel_lacks_is_named(string program, string kind, string type, string member, bool hasCandidates)
    {
        using BpfObject bpf = WrongProgramTests.OpenAlone("RelocationMistakes", program);

        var e = Assert.Throws<BpfRelocationException>(bpf.Load);

        Assert.Equal((program, kind, type, member), (e.Program, e.Kind, e.TypeName, e.Member));
        Assert.NotNull(e.InstructionIndex);
        Assert.DoesNotContain('\n', e.Message);
        if (hasCandidates)
        {
            string candidate = Assert.Single(e.Candidates);
            Assert.EndsWith($" {type.Split("___")[0]} in [vmlinux]", candidate, StringComparison.Ordinal);
            Assert.Contains($"tried: {candidate}", e.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(e.Candidates);
            Assert.Contains("has no such type", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_line_of_C_is_named()
    {
        using BpfObject bpf = WrongProgramTests.OpenAlone("RelocationMistakes", "missing_field");

        var e = Assert.Throws<BpfRelocationException>(bpf.Load);

        Assert.Equal("RelocationMistakes.bpf.c", Path.GetFileName(e.Location!.File));
        Assert.Contains("bpf_core_field_exists()", e.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<byte_off> [7] struct task_struct.mm.pgd (0:1:2 @ offset 4)", "byte_off", "struct task_struct", "mm.pgd")]
    [InlineData("<type_size> [3] struct gone", "type_size", "struct gone", null)]
    [InlineData("<type_id> [3] typedef gone_t", "type_id", "typedef gone_t", null)]
    [InlineData("<enumval_exists> [9] enum e::V = 3", "enumval_exists", "enum e", "V")]
    [InlineData("<byte_off> [16] struct s[1].a (1:0 @ offset 8)", "byte_off", "struct s", "[1].a")]
    public void Specifications_are_read(string text, string kind, string type, string? member)
    {
        RelocationFailure failure = RelocationFailure.Parse($"; x\n12: <invalid CO-RE relocation>\nfailed to resolve CO-RE relocation {text}\nprocessed 1 insns\n")!;

        Assert.Equal((kind, type, member, 12), (failure.Kind, failure.TypeName, failure.Member, failure.InstructionIndex));
    }
}
