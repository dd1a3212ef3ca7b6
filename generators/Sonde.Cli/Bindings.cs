using Sonde.Bpf.Build.Describing;
using Sonde.Generators;
using Sonde.Generators.Emit;
using Sonde.ObjectFiles;

namespace Sonde.Cli;

/// <summary>The steps of a build from an object to C#, without the build.</summary>
internal static class Bindings
{
    // All of Sonde has one version, so this is the generator's.
    private static readonly string Version = typeof(Bindings).Assembly.GetName().Version!.ToString(3);

    /// <summary>What the build task writes of an object.</summary>
    public static string Describe(string path, string? source)
    {
        byte[] image = File.ReadAllBytes(path);
        try
        {
            return ObjectDescription.Write(BpfObjectFile.Parse(image), source ?? Path.GetFileName(path), SourcePlaces.None);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{path} cannot be described: {e.Message}", e);
        }
    }

    /// <summary>What the generator makes of it, or null where a build would fail.</summary>
    public static string? Generate(ProgramInput input, out IReadOnlyList<Problem> problems)
    {
        ProgramResult result = ProgramCompiler.Compile(input, default);
        problems = result.Problems;
        return result.Skeleton is { } skeleton && problems.All(problem => ProblemText.IsNote(problem.Kind))
            ? SkeletonEmitter.Emit(skeleton, Version)
            : null;
    }
}
