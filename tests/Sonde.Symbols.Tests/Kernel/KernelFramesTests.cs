using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Symbols.Tests;

[Trait("Matrix", "guest")]
public sealed class KernelFramesTests : IDisposable
{
    private readonly Symbolizer _symbols = new();

    public void Dispose() => _symbols.Dispose();

    [Fact]
    public void Kernel_code_has_its_name()
    {
        TestKernel.Require(KernelFeatures.KernelSymbols);
        SymbolFrame frame = _symbols.ResolveKernel(KernelSymbols.Read().FindByName("vfs_read").Single().Address + 4);
        Assert.Equal(("vfs_read", 4ul, FrameKind.Kernel, (string?)null), (frame.Name, frame.Offset, frame.Kind, frame.Module));
    }

    [Fact]
    public void A_list_that_is_read_ahead_is_read_before_it_is_asked_for_and_once()
    {
        int reads = 0;
        using var begun = new ManualResetEventSlim();
        using var frames = new KernelFrames(new SymbolizerOptions(), Read, new RunningKernel("none", null, "")) { IsRecorded = true };
        frames.BeginRead();
        frames.BeginRead();
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(("first", 4ul), (frames.Resolve(0xffff_ffff_8100_0004).Name, frames.Resolve(0xffff_ffff_8100_0004).Offset));
        frames.BeginRead();
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0x1000).Reason);
        Assert.Equal(1, reads);

        KernelSymbols Read()
        {
            Interlocked.Increment(ref reads);
            begun.Set();
            return KernelSymbols.Read(new MemoryStream("ffffffff81000000 T first\nffffffff81000100 T second\n"u8.ToArray()));
        }
    }

    [Fact]
    public void An_address_below_the_kernel_is_not_mapped()
    {
        TestKernel.Require(KernelFeatures.KernelSymbols);
        Assert.Equal((null, UnknownReason.NotMapped), (_symbols.ResolveKernel(0x1000).Name, _symbols.ResolveKernel(0x1000).Reason));
    }

    [Theory]
    [InlineData("count_calls")]
    [InlineData("add_call")]
    public void A_compiled_program_has_its_functions_name_and_line(string function)
    {
        TestKernel.Require(KernelFeatures.KernelSymbols);
        using var bpf = CountCalls.Open();
        bpf.Load();
        KernelSymbol symbol = FindProgram(function);

        SymbolFrame frame = _symbols.ResolveKernel(symbol.Address);

        Assert.Equal((function, 0ul, FrameKind.BpfProgram, "bpf"), (frame.Name, frame.Offset, frame.Kind, frame.Module));
        Assert.Equal(symbol.Name, frame.RawName);
        Assert.EndsWith("CountCalls.bpf.c", frame.File, StringComparison.Ordinal);
        string[] source = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Programs", "CountCalls.bpf.c"));
        int declared = Array.FindIndex(source, line => line.Contains($"int {function}(", StringComparison.Ordinal)) + 1;
        Assert.InRange(frame.Line, declared, declared + 2);
    }

    [Fact]
    public void A_program_that_came_after_the_list_was_read_is_found_later()
    {
        TestKernel.Require(KernelFeatures.KernelSymbols);
        _symbols.ResolveKernel(0x1000);
        using var bpf = CountCalls.Open();
        bpf.Load();
        ulong address = FindProgram("count_calls").Address;

        // Until then the list names what lies before it, or nothing.
        _symbols.ForgetKernel();

        Assert.Equal("count_calls", _symbols.ResolveKernel(address).Name);
    }

    private static KernelSymbol FindProgram(string function)
    {
        KernelSymbols symbols = KernelSymbols.Read();
        string line = File.ReadLines("/proc/kallsyms").Last(each => each.Contains($"_{function}\t[bpf]", StringComparison.Ordinal));
        Assert.True(symbols.TryFind(Convert.ToUInt64(line[..16], 16), out KernelSymbol symbol));
        return symbol;
    }
}
