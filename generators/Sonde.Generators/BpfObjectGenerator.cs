using Microsoft.CodeAnalysis;
using Sonde.Generators.Diagnostics;
using Sonde.Generators.Emit;
using Sonde.Generators.Skeletons;

namespace Sonde.Generators;

/// <summary>Generates a typed class for each BPF object that the build describes.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class BpfObjectGenerator : IIncrementalGenerator
{
    private static readonly string Version = typeof(BpfObjectGenerator).Assembly.GetName().Version.ToString(3);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ProgramInput> inputs = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellation) => ProgramInput.From(pair.Left, pair.Right.GetOptions(pair.Left), cancellation))
            .Where(static input => input is not null)
            .Select(static (input, _) => input!)
            .WithTrackingName(Steps.Inputs);

        IncrementalValueProvider<EquatableArray<ClassClaim>> duplicates = inputs
            .Select(static (input, _) => new ClassClaim(input.Key, input.Path, input.SourceName))
            .Collect()
            .Select(static (claims, _) => ClassClaim.FindContested(claims))
            .WithTrackingName(Steps.Duplicates);

        IncrementalValuesProvider<ProgramResult> results = inputs
            .Combine(duplicates)
            .Select(static (pair, _) => ProgramCompiler.Compile(pair.Left, pair.Right))
            .WithTrackingName(Steps.Results);

        IncrementalValuesProvider<Skeleton> skeletons = results
            .Where(static result => result.Skeleton is not null)
            .Select(static (result, _) => result.Skeleton!)
            .WithTrackingName(Steps.Skeletons);

        IncrementalValuesProvider<ProgramReport> reports = results
            .Select(static (result, _) => new ProgramReport(result.SourcePath, result.Folder, result.Problems))
            .WithTrackingName(Steps.Reports);

        context.RegisterSourceOutput(
            skeletons,
            static (output, skeleton) => output.AddSource(FileName(skeleton.Settings), SkeletonEmitter.Emit(skeleton, Version)));
        context.RegisterSourceOutput(reports, static (output, report) => DiagnosticReporter.Report(output, report));
    }

    private static string FileName(ProgramSettings settings) =>
        (settings.Namespace.Length == 0 ? settings.ClassName : $"{settings.Namespace}.{settings.ClassName}") + ".g.cs";
}
