using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sonde.Generators.Tests.Running;

namespace Sonde.Generators.Tests;

/// <summary>What runs again after an edit, and what must not.</summary>
public sealed class IncrementalTests
{
    private static readonly BpfItem First = new("types", Golden.Description("types")) { ClassName = "Types" };
    private static readonly BpfItem Second = new("funclatency", Golden.Description("funclatency")) { ClassName = "FuncLatency" };

    private static readonly IncrementalStepRunReason[] NotAgain = [IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged];

    [Fact]
    public void Adding_an_unrelated_type_regenerates_nothing()
    {
        (GeneratorDriver driver, _) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        Compilation edited = Compiler.Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", Driver.Language));
        GeneratorRunResult result = Driver.Run(driver, edited).Result;
        foreach (string step in (string[])[Steps.Inputs, Steps.Results, Steps.Skeletons, Steps.Reports])
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Writing_the_same_description_again_regenerates_nothing()
    {
        GeneratorRunResult result = Replace(First, First);
        Assert.All(Reasons(result, Steps.Inputs), reason => Assert.Contains(reason, NotAgain));
        Assert.All(Reasons(result, Steps.Skeletons), reason => Assert.Contains(reason, NotAgain));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_changed_description_runs_its_own_output_again_and_no_other()
    {
        GeneratorRunResult result = Edit("field sc 2", "field renamed 2");
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Skeletons));
        Assert.Contains(result.GeneratedSources, source => source.SourceText.ToString().Contains("Renamed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_description_that_changes_only_what_is_not_generated_emits_nothing_again()
    {
        GeneratorRunResult result = Edit("license GPL", "license MIT");
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, Steps.Inputs));
        Assert.All(Reasons(result, Steps.Skeletons), reason => Assert.Contains(reason, NotAgain));
        Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void Two_runs_emit_the_same_text() => Assert.Equal(Driver.Generate(First), Driver.Generate(First));

    [Fact]
    public void The_culture_of_the_build_does_not_show()
    {
        string expected = Driver.Generate(First);
        var saved = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("")
            {
                NumberFormat = { NegativeSign = "minus", NumberGroupSeparator = "_" },
            };
            Assert.Equal(expected, Driver.Generate(First));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = saved;
        }
    }

    private static GeneratorRunResult Edit(string before, string after) =>
        Replace(First, First with { Text = First.Text.Replace(before, after, StringComparison.Ordinal) });

    private static GeneratorRunResult Replace(BpfItem before, BpfItem after)
    {
        (GeneratorDriver driver, GeneratorRunResult first) = Driver.Run(Driver.Create(before, Second), Compiler.Empty);
        Assert.Equal(2, first.GeneratedSources.Length);
        driver = driver.ReplaceAdditionalTexts([new TextFile(after.Path, after.Text), new TextFile(Second.Path, Second.Text)]);
        return Driver.Run(driver, Compiler.Empty).Result;
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static IncrementalStepRunReason[] OutputReasons(GeneratorRunResult result) =>
        [.. result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
