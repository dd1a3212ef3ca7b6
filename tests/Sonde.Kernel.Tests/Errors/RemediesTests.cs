namespace Sonde.Kernel.Tests.Errors;

/// <summary>What users are told to do is what can help them.</summary>
public sealed class RemediesTests
{
    private static readonly CapabilitySet None = new(0);
    private static readonly CapabilitySet ReadsAll = new(1UL << (int)Capability.DacReadSearch);
    private static readonly CapabilitySet Traces = new(1UL << (int)Capability.SysPtrace);

    [Fact]
    public void Who_may_read_all_files_is_not_told_to_become_root()
    {
        Assert.Contains("run with sudo", Remedies.ForReading(None), StringComparison.Ordinal);
        Assert.DoesNotContain("sudo", Remedies.ForReading(ReadsAll), StringComparison.Ordinal);
        Assert.Contains("security module", Remedies.ForReading(ReadsAll), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_process_that_may_not_be_looked_at_another_user_is_blamed_only_where_that_can_be()
    {
        Assert.Contains("belongs to another user", Remedies.ForProcess(None, isRoot: false), StringComparison.Ordinal);
        Assert.Contains("without CAP_SYS_PTRACE", Remedies.ForProcess(ReadsAll, isRoot: true), StringComparison.Ordinal);
        foreach (bool isRoot in (bool[])[false, true])
            Assert.Contains("another user namespace", Remedies.ForProcess(Traces, isRoot), StringComparison.Ordinal);
        Assert.DoesNotContain("belongs to another user:", Remedies.ForProcess(Traces, isRoot: true) + Remedies.ForProcess(None, isRoot: true), StringComparison.Ordinal);
    }
}
