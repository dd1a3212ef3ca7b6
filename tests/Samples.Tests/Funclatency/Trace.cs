using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Testing;

namespace Samples.Tests.Funclatency;

/// <summary>One run of the tool over a workload, ended by Ctrl-C, and what it printed.</summary>
internal sealed partial record Trace(string Output, string Error, int ProcessId)
{
    /// <summary>The count of the last line.</summary>
    public int Count => int.Parse(CountLine().Match(Output).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>The sum of the counts of all intervals.</summary>
    public int SumOfCounts => CountLine().Matches(Output).Sum(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>The sum of the histograms' rows.</summary>
    public int SumOfRows => HistogramRow().Matches(Output).Sum(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    public static Trace Run(string workload, int calls, string pattern, params string[] options)
    {
        using Workload program = Workload.Start(workload, calls);
        return Run("funclatency", program, ["-p", Pid(program), pattern, .. options]);
    }

    /// <summary>Takes a build of the tool from another folder.</summary>
    public static Trace RunBuild(string tool, string workload, int calls, string pattern)
    {
        using Workload program = Workload.Start(workload, calls);
        return Run(tool, program, ["-p", Pid(program), pattern]);
    }

    /// <summary>Traces all processes.</summary>
    public static Trace RunEverywhere(string workload, int calls, string pattern, params string[] options)
    {
        using Workload program = Workload.Start(workload, calls);
        return Run("funclatency", program, [pattern, .. options]);
    }

    private static string Pid(Workload program) => program.Pid.ToString(CultureInfo.InvariantCulture);

    private static Trace Run(string name, Workload program, string[] arguments)
    {
        using ToolProcess tool = ToolProcess.Start(name, arguments);
        tool.WaitFor("Hit Ctrl-C to end.");

        program.Run();
        tool.Interrupt();

        Assert.Equal(0, tool.Wait());
        Assert.EndsWith("Detaching...\n", tool.Output, StringComparison.Ordinal);
        return new Trace(tool.Output, tool.Error, program.Pid);
    }

    [GeneratedRegex(@"^avg = \d+ [num]secs, total: \d+ [num]secs, count: (\d+)$", RegexOptions.Multiline)]
    private static partial Regex CountLine();

    [GeneratedRegex(@"^ +\d+ -> \d+ +: (\d+) +\|\*{0,40} *\|$", RegexOptions.Multiline)]
    private static partial Regex HistogramRow();
}
