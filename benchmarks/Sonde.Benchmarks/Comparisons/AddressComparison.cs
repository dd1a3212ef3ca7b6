using System.Diagnostics;
using Sonde.ObjectFiles;

namespace Sonde.Benchmarks;

/// <summary>Random addresses of a large program are named, with all that is inlined there: with the file just opened, and once more.</summary>
internal sealed class AddressComparison : IComparison
{
    private const int Count = 10_000;
    private const int WarmUps = 10;

    private readonly DwarfFrame[] _frames = new DwarfFrame[256];
    private DwarfSymbols? _symbols;

    public string Name => "addresses";

    public void Run(Peers peers)
    {
        string program = Path.Combine(peers.Folder, "python.elf"), peer = Path.Combine(peers.Folder, "addr2line");
        if (!File.Exists(program) || !File.Exists(peer))
        {
            Console.WriteLine($"{Name}: without its program and its peer, which eng/addr2line.sh makes");
            return;
        }

        ulong[] addresses = Pick(program);
        string list = Path.GetTempFileName();
        File.WriteAllLines(list, addresses.Select(a => $"0x{a:x}"));
        using var other = new SideProcess(Machine.MeasuredCpu, peer, program, list);
        Machine.BindThread(Machine.MeasuredCpu);
        Rounds first = Rounds.Take(WarmUps, 20, [
            new Side("Sonde", () => First(program, addresses)),
            new Side(other.Introduction, () => Microseconds(other.Ask("first"))),
            .. Symbolizer is { } symbolizer ? [new Side("llvm-symbolizer", () => Symbolize(symbolizer, program, list))] : Array.Empty<Side>()]);
        Table.Print($"{Name}: microseconds an address to open the file and name {Count} addresses", first);
        Rounds again = Rounds.Take(WarmUps, 20, [
            new Side("Sonde", () => Pass(addresses)),
            new Side(other.Introduction, () => Microseconds(other.Ask("again")))]);
        Machine.FreeThread();
        File.Delete(list);
        Table.Print($"{Name}: microseconds an address to name them once more", again);
    }

    private static string? Symbolizer =>
        Directory.GetDirectories("/usr/lib", "llvm-*").Select(f => Path.Combine(f, "bin/llvm-symbolizer")).Where(File.Exists).Order().LastOrDefault();

    private double First(string program, ulong[] addresses)
    {
        long start = Stopwatch.GetTimestamp();
        using ElfFile file = ElfFile.Open(program);
        if (!DwarfSymbols.TryOpen(file, null, out _symbols, out ElfUnavailable reason))
            throw new InvalidOperationException($"{program}: {reason}");
        Pass(addresses);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / addresses.Length;
    }

    private double Pass(ulong[] addresses)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ulong address in addresses)
            _symbols!.Find(address, _frames);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / addresses.Length;
    }

    private static double Microseconds(double[] answer) => answer[1] / answer[0] / 1000;

    private static double Symbolize(string symbolizer, string program, string list)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$0\" --inlines --no-demangle -e \"$1\" <\"$2\" >/dev/null", symbolizer, program, list]))!;
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count;
    }

    private static ulong[] Pick(string program)
    {
        using ElfFile file = ElfFile.Open(program);
        List<(ulong Start, ulong Size)> functions = [];
        foreach (ElfSymbol symbol in file.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Function && symbol.IsDefined && symbol.Size > 0)
                functions.Add((symbol.Value, symbol.Size));
        }

        var random = new Random(1);
        return [.. Enumerable.Range(0, Count).Select(_ => functions[random.Next(functions.Count)]).Select(f => f.Start + (ulong)random.NextInt64((long)f.Size))];
    }
}
