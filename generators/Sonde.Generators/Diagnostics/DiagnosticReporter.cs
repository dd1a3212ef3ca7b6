using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sonde.Generators.Diagnostics;

/// <summary>Makes diagnostics of problems. Their place is the BPF source: the description has no lines of it.</summary>
internal static class DiagnosticReporter
{
    public static void Report(SourceProductionContext context, ProgramReport report)
    {
        foreach (Problem problem in report.Problems)
        {
            object[] arguments = [.. problem.Arguments];
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(problem.Kind), Locate(report.SourcePath), arguments));
        }
    }

    private static Location Locate(string path) =>
        path.Length == 0 ? Location.None : Location.Create(path, default, default(LinePositionSpan));
}
