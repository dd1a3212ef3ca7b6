using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Corpus;

/// <summary>The counts, and a line for each object that something is to be said of.</summary>
internal static class Report
{
    private static readonly string[] Frameworks = [Framework.Net80.Name, Framework.Net100.Name];

    /// <returns>How many objects fail: an exception, an error, a warning of the compiler, or a type that is not laid out as declared.</returns>
    public static int Write(TextWriter output, IReadOnlyCollection<CorpusObject> objects)
    {
        foreach (CorpusObject corpusObject in objects)
            WriteFaults(output, corpusObject);
        Count("objects", _ => true);
        Count("described", one => one.Description is not null);
        Count("generated", one => one.Code is not null);
        foreach (string framework in Frameworks)
            Count($"compiled for {framework} without a warning", one => one.Warnings.TryGetValue(framework, out List<Diagnostic>? found) && found.Count == 0);
        Count("loaded, each type of its declared size", one => one.Code is not null && one.LayoutFaults.Count == 0);
        Count("without any diagnostic", one => one.Exception is null && one.Diagnostics.Count == 0);
        Count("without an error", one => one.Exception is null && !one.HasErrors);
        foreach (IGrouping<string, CorpusObject> group in objects
            .SelectMany(one => one.Diagnostics.Select(text => (Id: text[..text.IndexOf(':', StringComparison.Ordinal)], Object: one)).Distinct())
            .GroupBy(entry => entry.Id, entry => entry.Object)
            .OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Line($"with {group.Key}", group.Count());
        }

        Count("with an unhandled exception", one => one.Exception is not null);
        return objects.Count(HasFailed);

        void Count(string what, Func<CorpusObject, bool> which) => Line(what, objects.Count(which));

        void Line(string what, int count) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{count,5}  {100.0 * count / Math.Max(1, objects.Count),5:f1} %  {what}"));
    }

    private static bool HasFailed(CorpusObject one) =>
        one.Exception is not null || one.HasErrors || one.LayoutFaults.Count > 0 || one.Warnings.Values.Any(found => found.Count > 0);

    private static void WriteFaults(TextWriter output, CorpusObject one)
    {
        foreach (string diagnostic in one.Diagnostics)
            output.WriteLine($"{one.Name}: {diagnostic}");
        if (one.Exception is not null)
            output.WriteLine($"{one.Name}: exception: {one.Exception}");
        foreach ((string framework, List<Diagnostic> found) in one.Warnings)
        {
            foreach (IGrouping<string, Diagnostic> group in found.GroupBy(diagnostic => diagnostic.Id))
                output.WriteLine($"{one.Name}: {framework}: {group.Count()} times {group.First().Id}, first in line {group.First().Location.GetLineSpan().StartLinePosition.Line + 1}: {group.First().GetMessage(CultureInfo.InvariantCulture)}");
        }

        foreach (string fault in one.LayoutFaults)
            output.WriteLine($"{one.Name}: {fault}");
    }
}
