using BenchmarkDotNet.Attributes;
using Sonde.Bpf;
using Sonde.ObjectFiles;

namespace Sonde.Benchmarks;

/// <summary>Opens the running kernel's BTF and finds one struct, from nothing each time.</summary>
[MemoryDiagnoser]
public class KernelTypes
{
    [Benchmark]
    public int OpenAndFindTaskStruct()
    {
        using KernelBtf kernel = KernelBtf.Open();
        return kernel.Types.TryFindType("task_struct", BtfKind.Struct, out BtfType type) ? type.Id : throw new InvalidOperationException("no task_struct");
    }
}
