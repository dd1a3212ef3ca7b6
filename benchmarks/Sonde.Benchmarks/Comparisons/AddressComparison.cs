using System.Diagnostics;
using Sonde.ObjectFiles;

namespace Sonde.Benchmarks;

/// <summary>Random addresses of a large program are named, with all that is inlined there: with the file just opened, and once more.</summary>
internal sealed class AddressComparison : IComparison
{
    private const int Count = 20_000;
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
            new Side(other.Introduction, () => Microseconds(other.Ask("first")))]);
        Table.Print($"{Name}: microseconds an address to open the file and name {Count} addresses", first);
        Rounds again = Rounds.Take(WarmUps, 20, [
            new Side("Sonde", () => Pass(addresses)),
            new Side(other.Introduction, () => Microseconds(other.Ask("again")))]);
        // These take seconds each.
        Rounds tools = Rounds.Take(0, 3, [new Side("Sonde", () => First(program, addresses)), .. Tools(program, list)]);
        Machine.FreeThread();
        File.Delete(list);
        Table.Print($"{Name}: microseconds an address to name them once more", again);
        Table.Print($"{Name}: microseconds an address to open the file and name {Count} addresses, the others as whole processes", tools);
    }

    // Whole processes, with their starts and the text they print.
    private static IEnumerable<Side> Tools(string program, string list)
    {
        if (Directory.GetDirectories("/usr/lib", "llvm-*").Select(f => Path.Combine(f, "bin/llvm-symbolizer")).Where(File.Exists).Order().LastOrDefault() is { } symbolizer)
            yield return new Side("llvm-symbolizer", () => Measure(symbolizer, "--inlines --no-demangle", program, list));
        if (File.Exists("/usr/bin/eu-addr2line"))
            yield return new Side("eu-addr2line", () => Measure("/usr/bin/eu-addr2line", "--inlines --functions", program, list));
    }

    private static double Measure(string tool, string options, string program, string list)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("sh", ["-c", $"\"$0\" {options} -e \"$1\" <\"$2\" >/dev/null", tool, program, list]))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}.");
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Count;
    }

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
