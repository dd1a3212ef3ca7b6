using System.Diagnostics;
using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests;

/// <summary>Names of this process's own code.</summary>
public sealed class SymbolizerTests : IDisposable
{
    private static readonly int Self = Environment.ProcessId;
    private readonly Symbolizer _symbols = new();

    public void Dispose() => _symbols.Dispose();

    [Fact]
    public void A_file_that_may_not_be_read_says_so()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to read as another user");
        // Its mode is that its owner alone may read it.
        string path = Path.GetTempFileName();
        try
        {
            using var symbols = new Symbolizer();
            using var nobody = AsNobody.Begin();
            SymbolFrame frame = symbols.ResolveFile(path, 0);
            Assert.Equal((null, UnknownReason.NoPermission), (frame.Name, frame.Reason));
            Assert.Contains("may not read it", frame.Explanation, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Code_of_an_assembly_has_a_place_and_the_reason_why_that_has_no_name()
    {
        ProcessMapping mapping = ProcessMaps.Read(Self).Mappings.First(each => each.Name.EndsWith("System.Private.CoreLib.dll", StringComparison.Ordinal));
        Assert.True(_symbols.TryNormalize(Self, mapping.Start + 0x10, out ModuleAddress place));
        Assert.Equal((mapping.Name, null, mapping.FileOffset + 0x10), (place.Path, place.BuildId, place.FileOffset));
        foreach (SymbolFrame frame in (SymbolFrame[])[_symbols.Resolve(place), _symbols.ResolveFile(place.Path, place.FileOffset)])
        {
            Assert.Equal((null, UnknownReason.JitWithoutNames), (frame.Name, frame.Reason));
            Assert.Contains("it is a .NET assembly", frame.Explanation, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_place_without_a_file_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => _symbols.Resolve(default));
        Assert.Equal("place", error.ParamName);
        Assert.Contains("names no file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_a_library_has_its_name_and_its_file()
    {
        nint function = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort");
        SymbolFrame frame = _symbols.ResolveProcess(Self, (ulong)function + 1);
        Assert.Equal(("qsort", 1ul, FrameKind.Native), (frame.Name, frame.Offset, frame.Kind));
        Assert.EndsWith("/libc.so.6", frame.Module, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_that_was_loaded_since_has_its_name()
    {
        using var built = new Built();
        string path = built.Program("late.so", "int loaded_late(int n) { return n * 7; }", "-shared", "-fPIC");
        _symbols.ResolveProcess(Self, 16);
        nint function = NativeLibrary.GetExport(NativeLibrary.Load(path), "loaded_late");
        SymbolFrame frame = _symbols.ResolveProcess(Self, (ulong)function);
        Assert.Equal(("loaded_late", path), (frame.Name, frame.Module));
    }

    [Fact]
    public void An_address_without_a_mapping_says_so()
    {
        SymbolFrame frame = _symbols.ResolveProcess(Self, 16);
        Assert.Equal((null, UnknownReason.NotMapped), (frame.Name, frame.Reason));
    }

    [Fact]
    public void Code_that_the_kernel_maps_into_each_process_has_its_names()
    {
        ProcessMapping vdso = ProcessMaps.Read(Self).Mappings.First(mapping => mapping.Name == "[vdso]");
        SymbolFrame[] frames = [.. Enumerable.Range(0, (int)(vdso.End - vdso.Start) / 16).Select(i => _symbols.ResolveProcess(Self, vdso.Start + ((ulong)i * 16)))];
        Assert.Contains(frames, frame => frame is { Kind: FrameKind.Vdso, Module: "[vdso]" } && frame.Name!.EndsWith("clock_gettime", StringComparison.Ordinal));
    }

    [Fact]
    public void Data_is_no_code()
    {
        byte[] data = GC.AllocateArray<byte>(16, pinned: true);
        SymbolFrame frame = _symbols.ResolveProcess(Self, (ulong)Marshal.UnsafeAddrOfPinnedArrayElement(data, 0));
        Assert.Equal(UnknownReason.NotCode, frame.Reason);
    }

    [Fact]
    public void What_was_seen_before_allocates_nothing()
    {
        ulong address = (ulong)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "qsort");
        ulong[] addresses = [address, address + 1, 16];
        var frames = new SymbolFrame[3];
        _symbols.ResolveProcess(Self, addresses, frames);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            _symbols.ResolveProcess(Self, addresses, frames);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Names_outlive_the_process()
    {
        using Process child = Process.Start(new ProcessStartInfo("sleep", "60"))!;
        // The start is reported when the kernel closes files for the new program, which is before it maps it.
        ulong address = 0;
        Assert.True(SpinWait.SpinUntil(
            () => (address = ProcessMaps.Read(child.Id).Mappings.FirstOrDefault(mapping => mapping.Name == "[vdso]")?.Start ?? 0) != 0,
            TimeSpan.FromSeconds(10)));
        SymbolFrame before = _symbols.ResolveProcess(child.Id, address);
        child.Kill();
        child.WaitForExit();
        Assert.Same(before, _symbols.ResolveProcess(child.Id, address));
        Assert.Equal(UnknownReason.ProcessGone, new Symbolizer().ResolveProcess(child.Id, address).Reason);
    }

    [Fact]
    public void An_address_of_the_kernel_is_named_in_the_chain_of_a_process()
    {
        ulong kernel = 0xffff_ffff_8100_0000;
        SymbolFrame expected = _symbols.ResolveKernel(kernel);
        var frames = new SymbolFrame[1];
        _symbols.ResolveProcess(Self, [kernel], frames);
        Assert.Same(expected, frames[0]);
        Assert.Same(expected, _symbols.ResolveProcess(Self, kernel));
        Assert.Same(expected, _symbols.ResolveProcess(Self, kernel, time: 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void What_is_no_process_is_refused(int pid) => Assert.Throws<ArgumentOutOfRangeException>(() => _symbols.ResolveProcess(pid, 0x1000));

    [Fact]
    public void After_its_end_it_names_nothing()
    {
        var symbols = new Symbolizer();
        symbols.ResolveProcess(Self, 0x1000);
        symbols.Dispose();
        Assert.Throws<ObjectDisposedException>(() => symbols.ResolveProcess(Self, 0x1000));
        Assert.Throws<ObjectDisposedException>(() => symbols.ResolveKernel(0xffff_ffff_8100_0000));
    }

    [Fact]
    public void A_report_does_not_say_of_all_processes_what_is_so_of_one()
    {
        using var symbols = new Symbolizer();
        symbols.ResolveProcess(Self, 0x1000);
        symbols.ResolveProcess(int.MaxValue - 1, 0x1000);
        symbols.ResolveProcess(int.MaxValue - 2, 0x1000);
        IReadOnlyList<ModuleReport> reports = symbols.Report();
        Assert.Null(reports.Single(report => report.Module == "[unmapped]").Explanation);
        ModuleReport gone = reports.Single(report => report.Module == "[gone]");
        Assert.EndsWith("(one reason of several)", gone.Explanation, StringComparison.Ordinal);
        Assert.StartsWith("[gone]: 0 of 2 named; 2 ProcessGone; ", gone.ToString(), StringComparison.Ordinal);
    }
}
