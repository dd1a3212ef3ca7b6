using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Diagnostics;

/// <summary>The diagnostics of this generator, one for each <see cref="ProblemKind"/>.</summary>
internal static class Descriptors
{
    private const string Category = "Sonde.Bpf";

    private static readonly DiagnosticDescriptor Malformed = new(
        "SONDE001", "The description of a BPF object is malformed",
        ProblemText.Malformed, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Version = new(
        "SONDE002", "The description of a BPF object has another format version",
        ProblemText.Version, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Setting = new(
        "SONDE003", "A setting of a BPF program is missing or not usable",
        ProblemText.Setting, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor DuplicateClass = new(
        "SONDE004", "Two BPF programs generate the same class",
        ProblemText.DuplicateClass, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Bitfield = new(
        "SONDE011", "A bitfield has no place or no type",
        ProblemText.Bitfield, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor NoSize = new(
        "SONDE012", "A type has no size",
        ProblemText.NoSize, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Scalar = new(
        "SONDE013", "A scalar has no C# counterpart",
        ProblemText.Scalar, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor TooLarge = new(
        "SONDE014", "A type is too large",
        ProblemText.TooLarge, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Incomplete = new(
        "SONDE015", "A type is only declared",
        ProblemText.Incomplete, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor TooComplex = new(
        "SONDE016", "A type is nested too deeply",
        ProblemText.TooComplex, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor SizeMismatch = new(
        "SONDE017", "Sizes in a description contradict each other",
        ProblemText.SizeMismatch, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor StaticLeftOut = new(
        "SONDE018", "A static variable is left out",
        ProblemText.StaticLeftOut, Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor MapUntyped = new(
        "SONDE019", "A map stays untyped",
        ProblemText.MapUntyped, Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor EnumCut = new(
        "SONDE020", "The values of an enum are left out",
        ProblemText.EnumCut, Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor RecordTooLarge = new(
        "SONDE021", "A record does not fit its ring buffer",
        ProblemText.RecordTooLarge, Category, DiagnosticSeverity.Warning, true);

    private static readonly DiagnosticDescriptor RecordUntold = new(
        "SONDE022", "Records of a ring buffer cannot be told apart",
        ProblemText.RecordUntold, Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor NotOfKernel = new(
        "SONDE023", "An exported type cannot be compared with the kernel's",
        ProblemText.NotOfKernel, Category, DiagnosticSeverity.Error, true);

    public static DiagnosticDescriptor Of(ProblemKind kind) => kind switch
    {
        ProblemKind.Malformed => Malformed,
        ProblemKind.Version => Version,
        ProblemKind.Setting => Setting,
        ProblemKind.DuplicateClass => DuplicateClass,
        ProblemKind.Bitfield => Bitfield,
        ProblemKind.NoSize => NoSize,
        ProblemKind.Scalar => Scalar,
        ProblemKind.TooLarge => TooLarge,
        ProblemKind.Incomplete => Incomplete,
        ProblemKind.TooComplex => TooComplex,
        ProblemKind.SizeMismatch => SizeMismatch,
        ProblemKind.StaticLeftOut => StaticLeftOut,
        ProblemKind.MapUntyped => MapUntyped,
        ProblemKind.EnumCut => EnumCut,
        ProblemKind.RecordTooLarge => RecordTooLarge,
        ProblemKind.RecordUntold => RecordUntold,
        ProblemKind.NotOfKernel => NotOfKernel,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
