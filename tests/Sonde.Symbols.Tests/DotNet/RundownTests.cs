using Sonde.Testing;

namespace Sonde.Symbols.Tests.DotNet;

/// <summary>The list of methods that a runtime gives, recorded and live.</summary>
public sealed class RundownTests
{
    [Fact]
    public void A_recorded_rundown_names_what_the_runtime_listed()
    {
        ManagedMethods methods = ManagedMethods.FromTrace(Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz"));
        Assert.InRange(methods.Methods.Count, 2318, 10_000);
        ManagedMethod main = methods.Find(0x7f3368271860 + 1612)!;
        Assert.Equal(("Program.Main", "<Main>$", CodeTier.Tier0, 1613u), (main.Name, main.RawName, main.Tier, main.Size));
        Assert.Equal(CodeTier.ReadyToRun, methods.Find(0x7f3367505450)!.Tier);
    }

    [Fact]
    public void The_rundown_agrees_with_the_perf_map_of_the_same_process()
    {
        ManagedMethods methods = ManagedMethods.FromTrace(Fixtures.Read("dotnet10/rundown-kw30.nettrace.xz"));
        PerfMap map = PerfMap.Parse(Fixtures.Read("dotnet10/perf-PID.map.xz"));
        int both = 0;
        foreach (ManagedMethod method in methods.Methods)
        {
            if (method.Tier == CodeTier.ReadyToRun || !map.TryFind(method.Start, out JitSymbol symbol) || symbol.Start != method.Start)
                continue;
            both++;
            Assert.Equal(symbol.Size, method.Size);
            Assert.Contains(method.RawName, symbol.Name, StringComparison.Ordinal);
            Assert.EndsWith(PerfMapTier(method.Tier), symbol.Name, StringComparison.Ordinal);
        }

        Assert.InRange(both, 500, 10_000);
    }

    [Fact]
    public void A_live_process_lists_methods_of_all_kinds_and_keeps_no_trace_of_it()
    {
        string[] before = Directory.GetFiles("/tmp", $"perf*{Environment.ProcessId}*");
        ManagedMethods methods = DotNetProcess.ReadMethods(Environment.ProcessId);
        Assert.Contains(methods.Methods, method => method.RawName == nameof(A_live_process_lists_methods_of_all_kinds_and_keeps_no_trace_of_it));
        Assert.Contains(methods.Methods, method => method.Tier == CodeTier.ReadyToRun && method.RawType.StartsWith("System.", StringComparison.Ordinal));
        Assert.Equal(before, Directory.GetFiles("/tmp", $"perf*{Environment.ProcessId}*"));
    }

    [Fact]
    public void A_process_without_dotnet_is_refused_with_the_reason()
    {
        string message = Assert.Throws<IOException>(() => DotNetProcess.ReadMethods(1)).Message;
        Assert.StartsWith("read methods of process 1: it has no .NET diagnostic socket", message, StringComparison.Ordinal);
    }

    private static string PerfMapTier(CodeTier tier) => tier switch
    {
        CodeTier.Tier0 => "[QuickJitted]",
        CodeTier.Tier1 => "[OptimizedTier1]",
        CodeTier.Tier1OnStackReplacement => "[OptimizedTier1OSR]",
        CodeTier.Optimized => "[Optimized]",
        CodeTier.Tier0Instrumented => "[InstrumentedTier]",
        CodeTier.Tier1Instrumented => "[InstrumentedTierOptimized]",
        _ => "]",
    };
}
