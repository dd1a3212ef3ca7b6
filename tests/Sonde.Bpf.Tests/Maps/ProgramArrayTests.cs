using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class ProgramArrayTests
{
    public ProgramArrayTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_tail_call_goes_to_the_program_in_place()
    {
        using Kinds kinds = Kinds.Open();
        kinds.Load();
        BpfProgramArray jumps = kinds.Object.GetMap("jumps").AsProgramArray();
        Assert.Equal(1u, kinds.Programs.Jump.TestRun());
        Assert.False(jumps.TryGetProgramId(2, out _));

        jumps.Set(2, kinds.Programs.Landed);

        Assert.Equal(42u, kinds.Programs.Jump.TestRun());
        Assert.True(jumps.TryGetProgramId(2, out uint id));
        Assert.NotEqual(0u, id);
        Assert.True(jumps.Clear(2));
        Assert.False(jumps.Clear(2));
        Assert.Equal(1u, kinds.Programs.Jump.TestRun());
        Assert.Throws<ArgumentOutOfRangeException>(() => jumps.Set(4, kinds.Programs.Landed));
    }
}
