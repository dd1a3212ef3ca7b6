using System.Globalization;
using Microsoft.CodeAnalysis;
using Sonde.Generators.Diagnostics;

namespace Sonde.Generators.Tests;

/// <summary>The command line says what the compiler says.</summary>
public sealed class ProblemTextTests
{
    public static TheoryData<int> Kinds => [.. Enum.GetValues<ProblemKind>().Select(kind => (int)kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Text_is_that_of_the_diagnostic(int kind)
    {
        Problem problem = Problem.Of((ProblemKind)kind, "one", "two", "three", "four", "five");
        DiagnosticDescriptor descriptor = Descriptors.Of(problem.Kind);
        object[] arguments = [.. problem.Arguments];
        Assert.Equal(Diagnostic.Create(descriptor, Location.None, arguments).GetMessage(CultureInfo.InvariantCulture), ProblemText.Format(problem));
        Assert.Equal(descriptor.Id, ProblemText.IdOf(problem.Kind));
        Assert.Equal(descriptor.DefaultSeverity != DiagnosticSeverity.Error, ProblemText.IsNote(problem.Kind));
    }
}
