using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class VerifierTests : IDisposable
{
    private readonly Refused _refused = Refused.Open();

    public VerifierTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        _refused.Programs.UncheckedLookup.AutoLoad = false;
        _refused.Programs.NumberAsPointer.AutoLoad = false;
    }

    public void Dispose() => _refused.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_refused_program_is_explained_by_line_instruction_and_hint()
    {
        _refused.Programs.UncheckedLookup.AutoLoad = true;

        var e = Assert.Throws<BpfVerifierException>(() => _refused.Load());

        Assert.Equal("unchecked_lookup", e.Program);
        Assert.Contains("invalid mem access 'map_value_or_null'", e.Summary, StringComparison.Ordinal);
        Assert.StartsWith("(79) r0 = *(u64 *)(r0 +0)", e.Instruction, StringComparison.Ordinal);
        Assert.NotNull(e.InstructionIndex);
        Assert.Equal("Refused.bpf.c", Path.GetFileName(e.Location!.File));
        Assert.Equal(LineOf("return *value;"), e.Location.Line);
        Assert.StartsWith("return *value;", e.Location.Text, StringComparison.Ordinal);
        Assert.Contains("check the pointer before using it", e.Remedy, StringComparison.Ordinal);
        Assert.Contains("processed", e.Log, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_number_used_as_pointer_has_its_own_hint()
    {
        _refused.Programs.NumberAsPointer.AutoLoad = true;

        var e = Assert.Throws<BpfVerifierException>(() => _refused.Load());

        Assert.Contains("bpf_probe_read_kernel()", e.Remedy, StringComparison.Ordinal);
        Assert.Equal(LineOf("return *(int *)number;"), e.Location!.Line);
    }

    [Fact]
    public void An_object_that_failed_to_load_can_only_be_disposed()
    {
        _refused.Programs.UncheckedLookup.AutoLoad = true;
        Assert.Throws<BpfVerifierException>(() => _refused.Load());

        Assert.Throws<InvalidOperationException>(() => _refused.Load());
        Assert.Throws<InvalidOperationException>(() => _refused.Maps.Table.TryGetValue(0, out _));
    }

    // The line that the source has on the machine that compiled it, so that the test does not repeat a number.
    private static int LineOf(string text)
        => Array.FindIndex(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Refused.bpf.c")), l => l.Contains(text, StringComparison.Ordinal)) + 1;
}
