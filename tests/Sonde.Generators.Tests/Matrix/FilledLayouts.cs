using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Generators.Tests.Matrix;

/// <summary>The matrix, loaded and filled by its programs once.</summary>
public sealed class FilledLayouts : IDisposable
{
    private readonly Lazy<Layouts> _layouts = new(Fill);

    internal Layouts Layouts => _layouts.Value;

    /// <summary>The section of all values, boxed.</summary>
    public object Values => Layouts.Bss;

    public void Dispose()
    {
        if (_layouts.IsValueCreated)
            _layouts.Value.Dispose();
    }

    private static Layouts Fill()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        Layouts layouts = Layouts.Open();
        layouts.Load();
        // That what is read later was written by the programs.
        Assert.Equal(-1, MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref layouts.Bss, 1)).IndexOfAnyExcept((byte)0));
        Assert.Equal(1u, layouts.Programs.Fill.TestRun(default(ReadOnlySpan<byte>)));
        Assert.Equal(1u, layouts.Programs.FillRecords.TestRun(default(ReadOnlySpan<byte>)));
        return layouts;
    }
}
