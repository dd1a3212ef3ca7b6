using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class ArrayAndGlobalsTests : IDisposable
{
    private readonly Tables _tables = Tables.Open();

    public ArrayAndGlobalsTests() => TestKernel.Require(KernelFeatures.Bpf);

    public void Dispose() => _tables.Dispose();

    [Fact]
    [Trait("Matrix", "guest")]
    public void Rodata_set_before_loading_is_what_the_program_sees()
    {
        _tables.Rodata.Step = 5;
        _tables.Rodata.Favourite = Tables.Colour.Green;
        _tables.Load();

        uint result = _tables.Programs.Count.TestRun();
        _tables.Programs.Count.TestRun();

        Assert.Equal((uint)Tables.Colour.Green, result);
        Assert.Equal(10ul, _tables.Bss.Runs);
        Assert.Equal(10ul, _tables.Maps.Counters[0]);
    }

    [Fact]
    public void Data_keeps_its_initial_value_and_is_shared_afterwards()
    {
        Assert.Equal(42u, _tables.Data.Initial);
        _tables.Load();

        ref ulong runs = ref _tables.Bss.Runs;
        runs = 100;
        _tables.Programs.Count.TestRun();

        Assert.Equal(101ul, runs);
        Assert.Equal(42u, _tables.Data.Initial);
    }

    [Fact]
    public void Rodata_after_loading_is_refused_and_not_a_fault()
    {
        _tables.Load();

        var e = Assert.Throws<InvalidOperationException>(() => _tables.Rodata.Step = 2);

        Assert.Equal(".rodata of Tables can be changed only before Load().", e.Message);
    }

    [Fact]
    public void Sections_of_another_size_or_name_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _tables.Object.GetGlobals<byte>(".bss"));
        Assert.Throws<ArgumentException>(() => _tables.Object.GetGlobals<ulong>(".data.nowhere"));
    }

    [Fact]
    public void Arrays_are_read_written_and_walked_in_order()
    {
        _tables.Load();
        for (int i = 0; i < _tables.Maps.Counters.Count; i++)
            _tables.Maps.Counters[i] = (ulong)(i * i);

        Assert.Equal(new ulong[] { 0, 1, 4, 9, 16, 25, 36, 49, 64, 81 }, _tables.Maps.Counters);
        Assert.Throws<ArgumentOutOfRangeException>(() => _tables.Maps.Counters[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _tables.Maps.Counters[-1] = 1);
    }

    [Fact]
    public void Sizes_can_be_changed_before_loading_only()
    {
        _tables.Object.GetMap("points").MaxEntries = 2;
        _tables.Load();

        _tables.Maps.Points.Update(1, default);
        _tables.Maps.Points.Update(2, default);
        Assert.Throws<BpfException>(() => _tables.Maps.Points.Update(3, default));
        Assert.Throws<InvalidOperationException>(() => _tables.Object.GetMap("points").MaxEntries = 3);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_object_whose_data_is_all_static_loads_and_runs()
    {
        using Statics statics = Statics.Open();
        statics.Load();

        statics.Programs.Say.TestRun();
        Assert.Equal(2u, statics.Programs.Say.TestRun());

        var e = Assert.Throws<InvalidOperationException>(() => statics.Object.GetGlobals<ulong>(".bss"));
        Assert.Contains("static variables only", e.Message, StringComparison.Ordinal);
    }
}
