using System.Diagnostics;
using Sonde.Kernel;

namespace Sonde.Benchmarks;

/// <summary>The kernel's symbols are read, or 1,000,000 random addresses of its code are looked up.</summary>
internal sealed class KernelSymbolsComparison(bool read) : IComparison
{
    private const int LookUps = 1_000_000;
    private const ulong Core = 64 << 20;

    private KernelSymbols _symbols = KernelSymbols.Read();

    public string Name => read ? "kallsyms-read" : "kallsyms-find";

    public void Run(Peers peers)
    {
        using SideProcesses others = peers.StartC("kallsyms");
        Machine.BindThread(Machine.MeasuredCpu);
        Rounds rounds = read
            ? Rounds.Take(3, 20, [new Side("Sonde", Read), .. others.Asked("r").Select(side => side with { Measure = () => side.Measure() / 1e6 })])
            : Rounds.Take(3, 20, [new Side("Sonde", Find), .. others.Asked("f")]);
        Machine.FreeThread();
        Table.Print(read ? $"{Name}: milliseconds to read {_symbols.Count} functions" : $"{Name}: nanoseconds to find a random address", rounds);
    }

    private double Read()
    {
        long start = Stopwatch.GetTimestamp();
        _symbols = KernelSymbols.Read();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private double Find()
    {
        (ulong low, ulong high) = Range();
        ulong random = 88172645463325252;
        ulong sum = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < LookUps; i++)
        {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            if (_symbols.TryFind(low + (random % (high - low)), out KernelSymbol symbol))
                sum += symbol.Address;
        }

        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return sum != 0 ? time.TotalNanoseconds / LookUps : throw new InvalidOperationException("nothing was found");
    }

    // The core kernel's code, as the C side takes it.
    private (ulong Low, ulong High) Range()
    {
        ulong[] addresses = [.. File.ReadLines("/proc/kallsyms")
            .Where(line => line[17] is 't' or 'T' or 'w' or 'W')
            .Select(line => Convert.ToUInt64(line[..16], 16)).Order()];
        return (addresses[0], addresses.Last(address => address - addresses[0] < Core));
    }
}
