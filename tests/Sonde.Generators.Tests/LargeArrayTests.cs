using System.Reflection;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>Global arrays above what the runtime loads as one value.</summary>
public sealed class LargeArrayTests
{
    private const string Description =
        "sonde-bpf 1\nsource a.bpf.c\nlicense GPL\ntype 1 int int 4 signed\ntype 2 array 1 524288\n"
        + "section .bss 2097164\n  variable before 1 0 4 global\n  variable large 2 8 2097152 global\n  variable after 1 2097160 4 global\n";

    private const string Probe = """
        using System.Runtime.InteropServices;
        using Samples;

        internal static class Probe
        {
            public static string Run()
            {
                var memory = new byte[2097164];
                ref var section = ref MemoryMarshal.AsRef<Program1.BssSection>(memory.AsSpan());
                section.Before = 1;
                section.Large[0] = 2;
                section.Large[524287] = 3;
                section.After = 4;
                var words = MemoryMarshal.Cast<byte, int>(memory.AsSpan());
                return $"{section.Large.Length}: {words[0]} {words[1]} {words[2]} {words[524289]} {words[524290]}";
            }
        }
        """;

    [Fact]
    public void Array_is_a_span_over_its_place()
    {
        var item = new BpfItem("a", Description);
        Assert.Empty(Driver.Run(item).Diagnostics);
        string code = Driver.Generate(item);
        Assert.Empty(Compiler.Check(code));
        Assert.Empty(Compiler.CheckNewest(code));
        MethodInfo run = Compiler.Load(code, Probe).GetType("Probe")!.GetMethod("Run")!;
        Assert.Equal("524288: 1 0 2 3 4", run.Invoke(null, null));
    }

    [Fact]
    public void A_structure_with_such_an_array_is_still_refused()
    {
        var item = new BpfItem("a", Description
            .Replace("type 2 array 1 524288\n", "type 2 struct big 2097152 4\n  field data 3 0 0\ntype 3 array 1 524288\n", StringComparison.Ordinal));
        Assert.Equal(["SONDE014"], Driver.Run(item).Diagnostics.Select(diagnostic => diagnostic.Id));
    }
}
