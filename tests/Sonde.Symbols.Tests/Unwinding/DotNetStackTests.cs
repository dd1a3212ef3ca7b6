using Sonde.ObjectFiles;
using Sonde.Perf;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Unwinding;

/// <summary>Stacks in which native and managed code alternate.</summary>
public sealed class DotNetStackTests(ITestOutputHelper output) : IDisposable
{
    private const double Required = 0.95;

    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-stacks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Recorded_stacks_reach_main_or_the_end_of_their_copy()
    {
        string path = Path.Combine(_folder, "dotnet.data");
        File.WriteAllBytes(path, Fixtures.Read("dotnet10/dwarf4k.perf.data.xz"));
        Measure(path);
    }

    private void Measure(string path)
    {
        using var modules = new UnwindModules();
        var stacks = new RecordedStacks(modules);
        var unwinder = new Unwinder();
        var frames = new UnwoundFrame[512];
        var ends = new SortedDictionary<UnwindEnd, int>();
        var odd = new List<string>();
        int index = 0;
        stacks.Read(path, (AddressSpace code, PerfSample sample, in FrameRegisters registers, in StackCopy stack) =>
        {
            UnwindEnd end = unwinder.Unwind(code, in registers, in stack, frames, out int count);
            ends[end] = ends.GetValueOrDefault(end) + 1;
            int pid = sample.ProcessId;
            if (end != UnwindEnd.Outermost)
                odd.Add($"{index} {end} stack {stack.Length}: " + string.Join(' ', frames.Take(count).Select(f => Name(f.LookupAddress, pid, stacks))));
            index++;
        });

        output.WriteLine($"{index} stacks; {string.Join(", ", ends)}");
        output.WriteLine(string.Join('\n', odd.Take(30)));
    }

    private static string Name(ulong address, int pid, RecordedStacks stacks)
    {
        var mapping = stacks.Mappings.LastOrDefault(each => each.Pid == pid && address >= each.Start && address < each.End);
        return $"{Path.GetFileName(mapping.Name ?? "?")}+{address - mapping.Start + mapping.Offset:x}";
    }
}
