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

    private static readonly string[] AllSteps = [Steps.Inputs, Steps.Duplicates, Steps.Results, Steps.Skeletons, Steps.Reports];

    [Fact]
    public void Adding_an_unrelated_type_runs_no_step_again()
    {
        (GeneratorDriver driver, _) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        Compilation edited = Compiler.Empty.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Unrelated;", Driver.Language));
        AssertCached(Driver.Run(driver, edited).Result, AllSteps);
    }

    [Fact]
    public void Another_unrelated_file_runs_no_step_of_the_descriptions_again()
    {
        (GeneratorDriver driver, _) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        AssertCached(Driver.Run(driver.AddAdditionalTexts([new TextFile("notes.txt", "words")]), Compiler.Empty).Result, AllSteps);
    }

    [Fact]
    public void Another_language_version_runs_no_step_again()
    {
        (GeneratorDriver driver, _) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        driver = driver.WithUpdatedParseOptions(Driver.Language.WithLanguageVersion(LanguageVersion.Preview));
        AssertCached(Driver.Run(driver, Compiler.Empty).Result, AllSteps);
    }

    [Fact]
    public void Writing_the_same_description_again_runs_no_step_behind_the_input()
    {
        GeneratorRunResult result = Replace(First, First);
        Assert.All(Reasons(result, Steps.Inputs), reason => Assert.Contains(reason, NotAgain));
        AssertCached(result, [Steps.Duplicates, Steps.Results, Steps.Skeletons, Steps.Reports]);
    }

    [Fact]
    public void The_same_options_anew_run_no_step_behind_the_input()
    {
        GeneratorRunResult result = ReplaceOptions(First);
        Assert.All(Reasons(result, Steps.Inputs), reason => Assert.Contains(reason, NotAgain));
        AssertCached(result, [Steps.Duplicates, Steps.Results, Steps.Skeletons, Steps.Reports]);
    }

    [Fact]
    public void Other_options_of_one_program_run_its_own_steps_again_and_no_other()
    {
        GeneratorRunResult result = ReplaceOptions(First with { Accessibility = "internal" });
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Inputs));
        AssertCached(result, [Steps.Duplicates], outputs: false);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Results));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Skeletons));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached], Reasons(result, Steps.Reports));
        Assert.Contains(result.GeneratedSources, source => source.SourceText.ToString().Contains("internal sealed partial class Types", StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_description_runs_its_own_steps_again_and_no_other()
    {
        GeneratorRunResult result = Edit("field sc 2", "field renamed 2");
        // Whether two programs want one class does not hang on what is in them.
        AssertCached(result, [Steps.Duplicates], outputs: false);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Results));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Skeletons));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached], Reasons(result, Steps.Reports));
        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached],
            OutputReasons(result).Order());
        Assert.Contains(result.GeneratedSources, source => source.SourceText.ToString().Contains("Renamed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_description_that_changes_only_what_is_not_generated_emits_nothing_again()
    {
        GeneratorRunResult result = Edit("license GPL", "license MIT");
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Inputs));
        AssertCached(result, [Steps.Duplicates]);
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached], Reasons(result, Steps.Results));
        AssertCached(result, [Steps.Skeletons, Steps.Reports]);
    }

    [Fact]
    public void A_source_whose_lines_moved_emits_nothing_again_and_moves_its_problems()
    {
        BpfItem before = First with { Text = First.Text + "map odd 34 insn_array 1 1 4 4 16 0 at 7 a.bpf.c\n" };
        GeneratorRunResult result = Replace(before, before with { Text = before.Text.Replace("at 7", "at 8", StringComparison.Ordinal) });
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Results));
        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached], Reasons(result, Steps.Skeletons));
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Reports));
        Assert.Equal(7, Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void A_problem_that_is_new_is_reported()
    {
        BpfItem broken = First with { Text = First.Text + "section .bss.extra 4\n" };
        BpfItem worse = broken with { Text = First.Text + "section .bss.extra 4\ntype 900 enum late 8 unsigned\nexport 900\n" };
        GeneratorRunResult result = Replace(broken, worse);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], Reasons(result, Steps.Reports));
        Assert.Equal(["SONDE020"], result.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void One_more_description_runs_its_own_steps_and_no_other()
    {
        (GeneratorDriver driver, _) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        BpfItem third = First with { Name = "third", ClassName = "Third", ResourceName = "third" };
        driver = driver.WithUpdatedAnalyzerConfigOptions(Driver.Options([First, Second, third])).AddAdditionalTexts([new TextFile(third.Path, third.Text)]);
        GeneratorRunResult result = Driver.Run(driver, Compiler.Empty).Result;
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], Reasons(result, Steps.Results));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached, IncrementalStepRunReason.New], Reasons(result, Steps.Skeletons));
        Assert.Equal(3, result.GeneratedSources.Length);
    }

    [Fact]
    public void A_description_that_is_gone_takes_its_class_with_it_and_runs_no_other()
    {
        var second = new TextFile(Second.Path, Second.Text);
        GeneratorDriver driver = Driver.Create(First).WithUpdatedAnalyzerConfigOptions(Driver.Options([First, Second])).AddAdditionalTexts([second]);
        driver = Driver.Run(driver, Compiler.Empty).Driver.RemoveAdditionalTexts([second]);
        GeneratorRunResult result = Driver.Run(driver, Compiler.Empty).Result;
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Removed], Reasons(result, Steps.Skeletons));
        Assert.Equal("Samples.Types.g.cs", Assert.Single(result.GeneratedSources).HintName);
    }

    [Fact]
    public void A_name_that_is_contested_runs_what_it_concerns()
    {
        GeneratorRunResult result = ReplaceOptions(First with { ClassName = "FuncLatency" });
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(result, Steps.Duplicates));
        Assert.Equal("SONDE004", Assert.Single(result.Diagnostics).Id);
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

    private static GeneratorRunResult ReplaceOptions(BpfItem after)
    {
        (GeneratorDriver driver, GeneratorRunResult first) = Driver.Run(Driver.Create(First, Second), Compiler.Empty);
        Assert.Equal(2, first.GeneratedSources.Length);
        return Driver.Run(driver.WithUpdatedAnalyzerConfigOptions(Driver.Options([after, Second])), Compiler.Empty).Result;
    }

    private static void AssertCached(GeneratorRunResult result, string[] steps, bool outputs = true)
    {
        foreach (string step in steps)
            Assert.All(Reasons(result, step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
        if (outputs)
            Assert.All(OutputReasons(result), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static IncrementalStepRunReason[] OutputReasons(GeneratorRunResult result) =>
        [.. result.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
