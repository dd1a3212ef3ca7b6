using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class UnprivilegedFeatureTests
{
    [Fact]
    public void Without_capabilities_an_answer_is_unknown_and_says_why()
    {
        using ToolProcess tool = Nobody.Start(
            "Sonde.Bpf.Tests", "-noLogo", "-noColor", "-explicit", "only", "-method", $"{typeof(UnprivilegedFeatureTests).FullName}.{nameof(As_nobody)}");

        int exit = tool.Wait();

        Assert.True(exit == 0, tool.Output + tool.Error);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", tool.Output, StringComparison.Ordinal);
    }

    // Run by the test above, as nobody.
    [Fact(Explicit = true)]
    public void As_nobody()
    {
        BpfFeatureAnswer kprobe = BpfFeatures.ProgramType(BpfProgramType.Kprobe);
        BpfFeatureAnswer none = BpfFeatures.MapType((BpfMapType)999);

        Assert.Equal((BpfFeatureState.Unknown, BpfEvidence.None), (kprobe.State, kprobe.Source));
        Assert.Contains("gave Operation not permitted (EPERM)", kprobe.Evidence, StringComparison.Ordinal);
        Assert.Contains("CAP_BPF", kprobe.Evidence, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((BpfFeatureState.No, BpfEvidence.KernelTypes), (none.State, none.Source));
    }
}
