using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Sonde.Generators.Analysis;

/// <summary>Which calls make something that their caller has to dispose.</summary>
internal static class Ownership
{
    private const string Attached = "what it attached stays so until the garbage collector comes by";
    private const string Mapped = "its memory stays mapped and keeps the map alive";
    private const string Open = "its descriptor stays open";

    /// <summary>What its loss means, or null for a call whose result belongs to another owner or to none.</summary>
    public static string? Of(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (SondeTypes.IsSkeleton(method.ReturnType))
            return method is { IsStatic: true, Name: "Open" } && SymbolEqualityComparer.Default.Equals(method.ContainingType, method.ReturnType) ? Attached : null;
        if (!SondeTypes.IsInLibrary(method.ReturnType) || !SondeTypes.IsInLibrary(method.ContainingType))
            return null;
        return method.ReturnType.Name switch
        {
            "BpfObject" => Attached,
            // Those that stand alone: a link of a program belongs to the program's object, and so does a map of an object.
            "BpfLink" when method.IsStatic => Open,
            "BpfMap" when method.IsStatic || method.Name is "CreateLike" or "CreateInner" => Open,
            "BpfProgramHandle" or "BpfIterator" => Open,
            "BpfRunStatistics" => "the kernel measures every program until the garbage collector comes by",
            "BpfArrayView" or "BpfArenaView" => Mapped,
            _ => null,
        };
    }

    /// <summary>Whether a member of an owner disposes it.</summary>
    public static bool IsEnd(ISymbol member) => member is IMethodSymbol { Name: "Dispose" or "DisposeAsync" };

    /// <summary>Whether a value of this type may keep the owner that it came from, so that it is in somebody's hands yet.</summary>
    public static bool CanKeep(ITypeSymbol? type) =>
        type is { IsUnmanagedType: false, SpecialType: not (SpecialType.System_Void or SpecialType.System_String) };
}
