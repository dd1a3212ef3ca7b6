using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class GlobalVariableTests : IDisposable
{
    private readonly Kinds _kinds = Kinds.Open();

    public GlobalVariableTests() => TestKernel.Require(KernelFeatures.Bpf);

    public void Dispose() => _kinds.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Variables_are_found_by_their_names_in_C()
    {
        Assert.Equal(17u, _kinds.Object.GetVariable<uint>("shown"));
        _kinds.Object.GetVariable<uint>("limit") = 6;
        _kinds.Object.GetVariable<uint>("shown") = 30;
        _kinds.Load();

        Assert.Equal(30u, _kinds.Programs.Match.TestRun());
        Assert.Equal(31u, BpfAtomic.Read(in _kinds.Object.ReadVariable<uint>("shown")));
        _kinds.Programs.Enqueue.TestRun();
        Assert.True(_kinds.Object.GetMap("queue").AsQueue<ulong>().TryPop(out ulong value));
        Assert.Equal(6ul, value);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void Constants_can_be_read_and_not_written_after_loading()
    {
        _kinds.Rodata.Limit = 9;
        _kinds.Load();

        Assert.Equal(9u, _kinds.Object.ReadVariable<uint>("limit"));
        Assert.Equal(9u, _kinds.Object.ReadGlobals<uint>(".rodata"));
        Assert.Throws<InvalidOperationException>(() => _kinds.Object.GetVariable<uint>("limit"));
        Assert.Throws<InvalidOperationException>(() => _kinds.Object.GetGlobals<uint>(".rodata"));
    }

    [Fact]
    public void Names_and_sizes_that_do_not_fit_are_refused()
    {
        var name = Assert.Throws<ArgumentException>(() => _kinds.Object.GetVariable<uint>("nothing"));
        var size = Assert.Throws<ArgumentException>(() => _kinds.Object.GetVariable<ulong>("limit"));

        Assert.StartsWith("Kinds has no global variable nothing; it has: ", name.Message, StringComparison.Ordinal);
        Assert.StartsWith("Variable limit of Kinds has 4 bytes, UInt64 has 8.", size.Message, StringComparison.Ordinal);
        _kinds.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _kinds.Object.GetVariable<uint>("limit"));
    }
}
