using Sonde.Testing;

namespace Sonde.Kernel.Tests.Processes;

public sealed class HostileMapsTests
{
    [Fact]
    public void Damaged_mappings_are_read_or_refused()
    {
        byte[] maps = Fixtures.Read("maps/blazesym.proc-maps-large.xz")[..4000];
        int refused = new HostileInput("maps", typeof(FormatException)).Mutate(seed: 20261122, maps, bytes =>
        {
            ProcessMaps read = ProcessMaps.Parse(bytes.Span);
            foreach (ProcessMapping mapping in read.Mappings)
                Assert.Same(mapping, read.Find(mapping.End - 1));
        });
        Assert.InRange(refused, HostileInput.Count / 10, HostileInput.Count - 100);
    }

    [Fact]
    public void Damaged_kernel_symbols_are_passed_over()
    {
        byte[] kallsyms = Fixtures.Read("maps/blazesym.kallsyms.xz")[..4000];
        int whole = KernelSymbols.Read(new MemoryStream(kallsyms)).Count;
        int fewer = 0;
        // What reads the stream has buffers of a fixed size.
        new HostileInput("kallsyms") { FixedBytes = 1 << 18 }.Mutate(seed: 20261123, kallsyms, bytes =>
        {
            KernelSymbols symbols = KernelSymbols.Read(new MemoryStream(bytes.ToArray()));
            for (ulong address = 0xffffffff81000000; address < 0xffffffff81010000; address += 0x1000)
                symbols.TryFind(address, out _);
            fewer += symbols.Count < whole ? 1 : 0;
        });
        Assert.InRange(fewer, HostileInput.Count / 10, HostileInput.Count);
    }
}
