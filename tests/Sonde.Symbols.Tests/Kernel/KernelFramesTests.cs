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

    [Theory]
    [InlineData(Errno.EPERM, UnknownReason.KernelAddressesHidden)]
    [InlineData(Errno.EACCES, UnknownReason.KernelAddressesHidden)]
    [InlineData(Errno.ENOENT, UnknownReason.NoSymbols)]
    [InlineData(Errno.EIO, UnknownReason.UnreadableFile)]
    public void A_list_that_cannot_be_read_is_the_reason_why_there_is_no_name(Errno errno, UnknownReason reason)
    {
        using var frames = new KernelFrames(new SymbolizerOptions(), () => throw new KernelException("read", "the list", errno), new RunningKernel("none", null, ""));
        SymbolFrame frame = frames.Resolve(0xffff_ffff_8100_0000);
        Assert.Equal((null, reason), (frame.Name, frame.Reason));
        Assert.Contains("read the list", frame.Explanation, StringComparison.Ordinal);
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
        using var frames = new KernelFrames(new SymbolizerOptions(), KernelSymbols.Read, RunningKernel.OfThisMachine()) { LeastAge = TimeSpan.Zero };
        // One before it, whose name the new one must not have.
        using var first = CountCalls.Open();
        first.Load();
        Assert.Equal("count_calls", frames.Resolve(FindProgram("count_calls").Address).Name);
        using var bpf = CountCalls.Open();
        bpf.Load();

        KernelSymbol added = FindProgram("add_call");
        Assert.Equal(("add_call", 0ul), (frames.Resolve(added.Address).Name, frames.Resolve(added.Address).Offset));
    }

    [Fact]
    public void What_a_young_list_does_not_have_is_looked_for_in_the_next()
    {
        string list = "ffffffff81000000 T first\nffffffff81000100 T _etext\n";
        using var frames = new KernelFrames(new SymbolizerOptions(), Read, new RunningKernel("none", null, "")) { LeastAge = TimeSpan.MaxValue };
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0xffff_ffff_c000_0004).Reason);
        list += "ffffffffc0000000 t later\t[some]\n";
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0xffff_ffff_c000_0004).Reason);
        frames.LeastAge = TimeSpan.Zero;
        Assert.Equal(("later", 4ul), (frames.Resolve(0xffff_ffff_c000_0004).Name, frames.Resolve(0xffff_ffff_c000_0004).Offset));
        Assert.Equal(2, frames.Frames.Count);

        KernelSymbols Read() => KernelSymbols.Read(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(list)));
    }

    [Fact]
    public void What_an_old_list_did_not_have_is_looked_for_in_a_later_one()
    {
        string list = "ffffffff81000000 T first\nffffffff81000100 T _etext\n";
        int reads = 0;
        using var frames = new KernelFrames(new SymbolizerOptions(), Read, new RunningKernel("none", null, "")) { LeastAge = TimeSpan.Zero };
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0xffff_ffff_c000_0004).Reason);
        list += "ffffffffc0000000 t later\t[some]\n";
        // It is read again for another address alone: asking for one that had nothing twice is no reason.
        int before = reads;
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0xffff_ffff_c000_0004).Reason);
        Assert.Equal(before, reads);
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0x1000).Reason);
        frames.LeastAge = TimeSpan.MaxValue;
        Assert.Equal("later", frames.Resolve(0xffff_ffff_c000_0004).Name);
        Assert.Equal(before + 1, reads);

        KernelSymbols Read()
        {
            reads++;
            return KernelSymbols.Read(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(list)));
        }
    }

    [Fact]
    public void Code_behind_the_end_of_a_module_is_not_its_last_function()
    {
        string root = Directory.CreateTempSubdirectory("sonde-kernel-").FullName;
        try
        {
            Directory.CreateDirectory($"{root}/proc");
            File.WriteAllText($"{root}/proc/modules", "some 8192 0 - Live 0xffffffffc0000000\n");
            using var frames = new KernelFrames(
                new SymbolizerOptions(),
                () => KernelSymbols.Read(new MemoryStream("ffffffffc0000000 t last\t[some]\nffffffffc0010000 t other\t[more]\n"u8.ToArray())),
                new RunningKernel("none", null, root));
            Assert.Equal("last", frames.Resolve(0xffff_ffff_c000_1fff).Name);
            Assert.Equal((null, UnknownReason.NotMapped), (frames.Resolve(0xffff_ffff_c000_2000).Name, frames.Resolve(0xffff_ffff_c000_2000).Reason));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Theory]
    [InlineData("ftrace_trampoline", "__builtin__ftrace")]
    [InlineData("kprobe_insn_page", "__builtin__kprobes")]
    [InlineData("bpf_trampoline_1", "bpf")]
    public void Code_that_the_kernel_writes_is_no_longer_than_a_page(string name, string module)
    {
        using var frames = new KernelFrames(
            new SymbolizerOptions(),
            () => KernelSymbols.Read(new MemoryStream(System.Text.Encoding.ASCII.GetBytes($"ffffffffc0000000 t {name}\t[{module}]\nffffffffc0010000 t other\t[some]\n"))),
            RunningKernel.OfThisMachine());
        Assert.Equal((name, 0xffful), (frames.Resolve(0xffff_ffff_c000_0fff).Name, frames.Resolve(0xffff_ffff_c000_0fff).Offset));
        Assert.Equal(UnknownReason.NotMapped, frames.Resolve(0xffff_ffff_c000_1000).Reason);
    }

    private static KernelSymbol FindProgram(string function)
    {
        KernelSymbols symbols = KernelSymbols.Read();
        string line = File.ReadLines("/proc/kallsyms").Last(each => each.Contains($"_{function}\t[bpf]", StringComparison.Ordinal));
        Assert.True(symbols.TryFind(Convert.ToUInt64(line[..16], 16), out KernelSymbol symbol));
        return symbol;
    }
}
