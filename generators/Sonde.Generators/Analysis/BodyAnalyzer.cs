using Microsoft.CodeAnalysis.Diagnostics;

namespace Sonde.Generators.Analysis;

/// <summary>An analyzer of the bodies in a project that uses the library. Of generated code it says nothing: nobody could change it.</summary>
public abstract class BodyAnalyzer : DiagnosticAnalyzer
{
    private protected BodyAnalyzer()
    {
    }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(SondeTypes.Object) is not null)
                start.RegisterOperationBlockAction(ForCompilation(start.Options));
        });
    }

    /// <summary>What is done with each body of one compilation. What it needs for all of them it keeps itself: an analyzer serves several at once.</summary>
    private protected abstract Action<OperationBlockAnalysisContext> ForCompilation(AnalyzerOptions options);
}
