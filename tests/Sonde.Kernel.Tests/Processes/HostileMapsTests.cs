using Sonde.Testing;

namespace Sonde.Kernel.Tests.Processes;

public sealed class HostileMapsTests
{
    private const int Mutations = 20_000;

    [Fact]
    public void Damaged_mappings_are_read_or_refused()
    {
        byte[] maps = Fixtures.Read("maps/blazesym.proc-maps-large.xz")[..4000];
        int refused = Mutate(maps, damaged =>
        {
            try
            {
                ProcessMaps.Parse(damaged);
                return false;
            }
            catch (FormatException)
            {
                return true;
            }
        });
        Assert.InRange(refused, Mutations / 10, Mutations);
    }

    [Fact]
    public void Damaged_kernel_symbols_are_passed_over()
    {
        byte[] kallsyms = Fixtures.Read("maps/blazesym.kallsyms.xz")[..4000];
        int whole = KernelSymbols.Read(new MemoryStream(kallsyms)).Count;
        int fewer = Mutate(kallsyms, damaged =>
        {
            KernelSymbols symbols = KernelSymbols.Read(new MemoryStream(damaged));
            for (ulong address = 0xffffffff81000000; address < 0xffffffff81010000; address += 0x1000)
                symbols.TryFind(address, out _);
            return symbols.Count < whole;
        });
        Assert.InRange(fewer, Mutations / 10, Mutations);
    }

    private static int Mutate(byte[] text, Func<byte[], bool> isCounted)
    {
        var random = new Random(20261122);
        int counted = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = text[..random.Next(text.Length / 2, text.Length)];
            for (int change = random.Next(1, 6); change > 0; change--)
                damaged[random.Next(damaged.Length)] = random.Next(3) switch { 0 => (byte)'\n', 1 => (byte)"0f -:r"[random.Next(6)], _ => (byte)random.Next(256) };
            counted += isCounted(damaged) ? 1 : 0;
        }

        return counted;
    }
}
