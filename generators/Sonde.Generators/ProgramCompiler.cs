using Sonde.Generators.Description;
using Sonde.Generators.Skeletons;

namespace Sonde.Generators;

/// <summary>From an input's text to the class to emit; whatever is wrong with it becomes a problem, never an exception.</summary>
internal static class ProgramCompiler
{
    public static ProgramResult Compile(ProgramInput input, EquatableArray<ClassClaim> duplicates)
    {
        foreach (ClassClaim claim in duplicates)
        {
            if (claim.Key == input.Key && claim.Path != input.Path)
                return Fail(input, Problem.Of(ProblemKind.DuplicateClass, input.SourceName, claim.SourceName, input.ClassName));
        }

        ProgramSettings? settings = ReadSettings(input, out Problem? problem);
        if (settings is null)
            return Fail(input, problem!);
        ObjectDescription? description = DescriptionReader.TryRead(input.Text, input.SourceName, out problem);
        if (description is null)
            return Fail(input, problem!);
        SkeletonResult result = SkeletonBuilder.Build(settings, description);
        return new ProgramResult(input.SourcePath, input.Folder, result.Skeleton, result.Problems);
    }

    private static ProgramSettings? ReadSettings(ProgramInput input, out Problem? problem)
    {
        problem =
            !CSharpName.IsIdentifier(input.ClassName) ? Refuse("ClassName", input.ClassName, "a C# identifier")
            : SkeletonBuilder.IsOwnName(input.ClassName) ? Refuse("ClassName", input.ClassName, "free: the class has a member of that name")
            : !CSharpName.IsDotted(input.Namespace) ? Refuse("Namespace", input.Namespace, "a C# namespace")
            : input.Accessibility is not ("" or "internal" or "public") ? Refuse("Accessibility", input.Accessibility, "internal or public")
            : input.ResourceName.Length == 0 ? Refuse("ResourceName", "", "the name of an embedded resource")
            : null;
        return problem is null
            ? new ProgramSettings(input.Namespace, input.ClassName, input.Accessibility == "public", input.ResourceName)
            : null;

        Problem Refuse(string setting, string value, string wanted) =>
            Problem.Of(ProblemKind.Setting, setting, value, input.SourceName, wanted);
    }

    private static ProgramResult Fail(ProgramInput input, Problem problem) => new(input.SourcePath, input.Folder, null, new([problem]));
}
