using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Sonde.Generators.Diagnostics;

/// <summary>Makes diagnostics of problems, at the line of the BPF source where that is known, and at its head where not.</summary>
internal static class DiagnosticReporter
{
    public static void Report(SourceProductionContext context, ProgramReport report)
    {
        foreach (Problem problem in report.Problems)
        {
            object[] arguments = [.. problem.Arguments];
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(problem.Kind), Locate(report, problem.Place), arguments));
        }
    }

    private static Location Locate(ProgramReport report, SourcePlace? place)
    {
        if (place is null || report.Folder.Length == 0)
            return report.SourcePath.Length == 0 ? Location.None : Location.Create(report.SourcePath, default, default(LinePositionSpan));
        var start = new LinePosition(place.Line - 1, 0);
        return Location.Create(Path.GetFullPath(Path.Combine(report.Folder, place.File)), default, new LinePositionSpan(start, start));
    }
}
