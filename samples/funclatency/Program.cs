using System.CommandLine;
using Sonde.Bpf;
using Sonde.Kernel;
using Sonde.Reports;
using Sonde.Tools;

namespace Funclatency;

/// <summary>Times functions of the kernel or of user programs into log2 histograms.</summary>
public static class FuncLatencyTool
{
    private const int MaxDepth = 32;
    private const int MaxFunctions = 1000; // as in bcc: each takes a probe at its entry and its return

    /// <summary>Runs the tool.</summary>
    /// <param name="args">Its options.</param>
    public static int Main(string[] args)
    {
        var options = new Options();
        return Tool.Run(options.Command, args, parsed => Trace(options, parsed));
    }

    private static void Trace(Options options, ParseResult parsed)
    {
        bool byFunction = parsed.GetValue(options.ByFunction);
        bool verbose = parsed.GetValue(options.Common.Verbose);
        int? pid = parsed.GetValue(options.Common.Pid);
        (string unit, ulong nanoseconds) = Unit(parsed.GetValue(options.Microseconds), parsed.GetValue(options.Milliseconds));
        int level = parsed.GetValue(options.Level) ?? MaxDepth;
        if (level > MaxDepth)
            throw new ToolUsageException($"-l takes a level up to {MaxDepth}.");
        FunctionTargets targets = FunctionTargets.Find(parsed.GetValue(options.Pattern)!, parsed.GetValue(options.Regex), pid);

        if (targets.Count > MaxFunctions)
            throw new ToolUsageException($"'{targets.Pattern}' matches {targets.Count} functions, more than {MaxFunctions}: narrow the pattern.");

        using var stop = new StopSignal();
        using FuncLatency bpf = FuncLatency.Open();
        bpf.Rodata.TargetTgid = (uint)(pid ?? 0);
        bpf.Rodata.NanosecondsPerUnit = nanoseconds;
        bpf.Rodata.MaxDepth = (uint)level;
        bpf.Rodata.ByFunction = byFunction;
        bpf.Rodata.ByProcess = byFunction && !targets.IsKernel;
        bpf.Rodata.UseCookie = byFunction && BpfFeatures.HasAttachCookie;

        if (verbose && targets.Matches is { } matches)
            Console.Error.WriteLine($"{targets.Pattern}: {matches}");
        bool fentry = ChooseHook(bpf, targets, byFunction);
        bpf.Load();
        int count = fentry ? AttachFentry(bpf) : targets.AttachPairs(bpf.Programs.OnEntry, bpf.Programs.OnReturn, verbose);
        foreach (BpfLink link in verbose ? bpf.Object.Links : [])
            Console.Error.WriteLine($"attached: {link}");

        Console.WriteLine($"Tracing {count} functions for \"{targets.Pattern}\"... Hit Ctrl-C to end.");
        var seen = new Dictionary<(ulong Function, uint Tgid), FuncLatency.Hist>();
        options.Common.Loop(parsed).Run(stop, Console.Out, () => Print(bpf, targets, seen, unit, nanoseconds, byFunction));
        Console.WriteLine("Detaching...");
        ReportLosses(bpf.Bss);
    }

    private static (string Name, ulong Nanoseconds) Unit(bool microseconds, bool milliseconds) => (microseconds, milliseconds) switch
    {
        (true, true) => throw new ToolUsageException("choose one of -u and -m."),
        (true, _) => ("usecs", 1_000),
        (_, true) => ("msecs", 1_000_000),
        _ => ("nsecs", 1),
    };

    // fentry costs a fraction of a kprobe, but a program is loaded for one function and is not told which.
    private static bool ChooseHook(FuncLatency bpf, FunctionTargets targets, bool byFunction)
    {
        bool fentry = targets.IsKernel && targets.Count == 1 && !byFunction && BpfFeatures.CanAttachFentry(targets[0]);
        if (targets.IsKernel && !fentry && KernelDoctor.Examine().Blockers(KernelFeatures.Kprobe).FirstOrDefault() is { } blocker)
        {
            throw new BpfException(
                "time kernel function", targets.Pattern, Errno.EOPNOTSUPP,
                $"{blocker.Name}: {blocker.Found}, needed: {blocker.Needed}. "
                + (blocker.Affects == KernelFeatures.Kprobe ? "Functions of programs can be timed: try 'funclatency c:write'." : blocker.Remedy));
        }

        bpf.Programs.OnEntry.AutoLoad = bpf.Programs.OnReturn.AutoLoad = !fentry;
        targets.Prepare(bpf.Programs.OnEntry, bpf.Programs.OnReturn);
        bpf.Programs.OnFentry.AutoLoad = bpf.Programs.OnFexit.AutoLoad = fentry;
        if (fentry)
        {
            bpf.Programs.OnFentry.SetAttachTarget(targets[0]);
            bpf.Programs.OnFexit.SetAttachTarget(targets[0]);
        }

        return fentry;
    }

    // Returns first: a call that was seen entering is then seen returning too.
    private static int AttachFentry(FuncLatency bpf)
    {
        bpf.Programs.OnFexit.AttachTrace();
        bpf.Programs.OnFentry.AttachTrace();
        return 1;
    }

    // The kernel only ever counts up: what is new since the last output is the difference, and nothing is lost in between.
    private static void Print(
        FuncLatency bpf, FunctionTargets targets, Dictionary<(ulong, uint), FuncLatency.Hist> seen, string unit, ulong nanoseconds, bool byFunction)
    {
        ulong total = 0;
        ulong count = 0;
        foreach ((FuncLatency.HistKey key, FuncLatency.Hist now) in bpf.Maps.Hists.OrderBy(h => h.Value.Count))
        {
            seen.TryGetValue((key.Function, key.Tgid), out FuncLatency.Hist before);
            seen[(key.Function, key.Tgid)] = now;
            if (now.Count == before.Count)
                continue;

            total += now.Total - before.Total;
            count += now.Count - before.Count;
            Log2Histogram histogram = Difference(now, before, unit);
            if (!byFunction)
                histogram.WriteTo(Console.Out);
            else
                histogram.WriteTo(Console.Out, "Function", targets.NameOf(key.Function, key.Tgid) + (targets.IsKernel ? "" : $" [{key.Tgid}]"));
        }

        if (count > 0)
            Console.WriteLine($"\navg = {total / nanoseconds / count} {unit}, total: {total / nanoseconds} {unit}, count: {count}\n");
    }

    private static Log2Histogram Difference(in FuncLatency.Hist now, in FuncLatency.Hist before, string unit)
    {
        Span<ulong> slots = stackalloc ulong[FuncLatency.UInt64x64.Length];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = now.Slots[i] - before.Slots[i];
        return new Log2Histogram(slots, unit);
    }

    private static void ReportLosses(in FuncLatency.BssSection lost)
    {
        Lost(lost.LostDepth, "were nested deeper than -l");
        Lost(lost.LostEntries, "were under way when the tracing began, or were not seen entering");
        Lost(lost.LostReturns, "did not return where it could be seen (longjmp, an exception, too many at once)");
        Lost(lost.LostThreads, "found no room: too many threads were inside the functions at once");
        Lost(lost.LostHists, "found no room: too many functions and processes for -F");

        static void Lost(ulong calls, string why)
        {
            if (calls > 0)
                Console.Error.WriteLine($"{calls} calls were not timed: they {why}.");
        }
    }
}
