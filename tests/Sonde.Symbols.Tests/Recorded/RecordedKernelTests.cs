using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Recorded;

/// <summary>Kernel addresses of a recording have names only where the kernel that runs is the one that was recorded.</summary>
public sealed class RecordedKernelTests : IDisposable
{
    private const ulong Text = 0xffff_ffff_8100_0000;
    private const ulong Vdso = 0x7000_0000_0000;
    private const int Pid = 4_000_000;
    private const string BuildId = "00112233";
    private const string OtherBuildId = "44556677";

    private readonly RecordedProcesses _processes = Make(BuildId);

    public void Dispose() => _processes.Dispose();

    [Theory]
    [InlineData(BuildId)]
    [InlineData(null)]
    public void The_recorded_kernel_that_still_runs_names_its_code(string? recorded)
    {
        _processes.Map(-1, Text, 0x1000, Text, "[kernel.kallsyms]_text", recorded);
        Assert.Equal(("first", 4ul, FrameKind.Kernel), (Frame.Name, Frame.Offset, Frame.Kind));
    }

    [Fact]
    public void A_kernel_that_was_moved_since_gives_no_names()
    {
        _processes.Map(-1, Text - 0x20_0000, 0x1000, Text - 0x20_0000, "[kernel.kallsyms]_text", BuildId);
        Assert.Equal((null, UnknownReason.OtherKernel), (Frame.Name, Frame.Reason));
        Assert.Contains("had _text at 0xffffffff80e00000, the one that runs has it at 0xffffffff81000000", Frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_of_another_build_gives_no_names()
    {
        _processes.Map(-1, Text, 0x1000, Text, "[kernel.kallsyms]_text", OtherBuildId);
        Assert.Equal((null, UnknownReason.OtherKernel), (Frame.Name, Frame.Reason));
        Assert.Equal($"it was recorded on a kernel of build {OtherBuildId}, the one that runs is of build {BuildId}", Frame.Explanation);
    }

    [Fact]
    public void A_kernel_of_which_nothing_was_recorded_gives_no_names()
    {
        // A module's mapping is none of the kernel itself.
        _processes.Map(-1, Text + 0x1000_0000, 0x1000, 0, "[fuse]");
        Assert.Equal((null, UnknownReason.OtherKernel), (Frame.Name, Frame.Reason));
        Assert.Equal("the recording does not tell which kernel it is of", Frame.Explanation);
    }

    [Fact]
    public void A_kernel_without_a_symbol_is_known_by_its_build()
    {
        _processes.Map(-1, Text, 0x1000, 0, "[kernel.kallsyms]", BuildId);
        Assert.Equal("first", Frame.Name);
        using RecordedProcesses unknown = Make(buildId: null);
        unknown.Map(-1, Text, 0x1000, 0, "[kernel.kallsyms]", BuildId);
        Assert.Equal(UnknownReason.OtherKernel, unknown.Resolve(Pid, Text + 4).Reason);
    }

    [Fact]
    public void Code_that_another_kernel_maps_into_processes_has_no_names()
    {
        _processes.Map(Pid, Vdso, 0x2000, 0, "[vdso]", OtherBuildId);
        SymbolFrame other = _processes.Resolve(Pid, Vdso + 0x900);
        Assert.Equal((null, UnknownReason.OtherKernel), (other.Name, other.Reason));
        Assert.Contains($"maps build {OtherBuildId} of it", other.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_the_kernel_maps_into_processes_has_names_if_it_is_the_recorded_one()
    {
        ulong inside = FindInVdso();
        _processes.Map(-1, Text, 0x1000, Text, "[kernel.kallsyms]_text");
        _processes.Map(Pid, Vdso, 0x2000, 0, "[vdso]");
        Assert.Equal(FrameKind.Vdso, _processes.Resolve(Pid, Vdso + inside).Kind);
        using RecordedProcesses unknown = Make(BuildId);
        unknown.Map(Pid, Vdso, 0x2000, 0, "[vdso]");
        Assert.Equal(UnknownReason.OtherKernel, unknown.Resolve(Pid, Vdso + inside).Reason);
    }

    private SymbolFrame Frame => _processes.Resolve(Pid, Text + 4);

    private static ulong FindInVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(each => each.Name == "[vdso]");
        Assert.SkipWhen(mapping is null, "needs a kernel that maps code into processes");
        using var symbols = new Symbolizer();
        for (ulong offset = 0; offset < mapping.End - mapping.Start; offset += 16)
        {
            if (symbols.ResolveProcess(Environment.ProcessId, mapping.Start + offset).Name is not null)
                return offset;
        }

        Assert.Fail("no address of the vDSO has a name");
        return 0;
    }

    private static RecordedProcesses Make(string? buildId)
    {
        var options = new SymbolizerOptions { ReadLines = false };
        return new RecordedProcesses(options, new RecordedKernel(options, Read, new RunningKernel("none", buildId, "")));

        static KernelSymbols Read() => KernelSymbols.Read(new MemoryStream("ffffffff81000000 T _text\nffffffff81000000 T first\nffffffff81000100 T second\n"u8.ToArray()));
    }
}
