using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Diagnostics;

/// <summary>The diagnostics of this generator, one for each <see cref="ProblemKind"/>.</summary>
internal static class Descriptors
{
    private const string Category = "Sonde.Bpf";

    private static readonly DiagnosticDescriptor Malformed = new(
        "SONDE001", "The description of a BPF object is malformed",
        "The description of '{0}' is malformed at line {1}: {2}", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Version = new(
        "SONDE002", "The description of a BPF object has another format version",
        "The description of '{0}' has format version {1}, this generator reads {2}: clean and build again",
        Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Setting = new(
        "SONDE003", "A setting of a BPF program is missing or not usable",
        "{0} '{1}' of '{2}' is not {3}", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor DuplicateClass = new(
        "SONDE004", "Two BPF programs generate the same class",
        "'{0}' and '{1}' both generate the class '{2}': give one of them another ClassName or Namespace",
        Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Bitfield = new(
        "SONDE011", "A bitfield has no place or no type",
        "{0}: {1} is a bitfield of {2} bits that no compiler makes of its type", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor NoSize = new(
        "SONDE012", "A type has no size",
        "{0}: {1} is '{2}', which has no size", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Scalar = new(
        "SONDE013", "A scalar has no C# counterpart",
        "{0}: {1} is a scalar without a counterpart in C# ({2})", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor TooLarge = new(
        "SONDE014", "A type is too large",
        "{0}: {1} takes {2} bytes, more than the runtime loads as one value", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor Incomplete = new(
        "SONDE015", "A type is only declared",
        "{0}: {1} is '{2}', whose layout the object does not have", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor TooComplex = new(
        "SONDE016", "A type is nested too deeply",
        "{0}: {1} contains itself, or more levels or fields than a program has", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor SizeMismatch = new(
        "SONDE017", "Sizes in a description contradict each other",
        "{0}: {1} has another size than the {2} bytes that there are for it", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor StaticLeftOut = new(
        "SONDE018", "A static variable is left out",
        "Static variable '{0}' of section '{1}' is left out: {2}", Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor MapUntyped = new(
        "SONDE019", "A map stays untyped",
        "Map '{0}' of type {1} stays untyped: {2}", Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor EnumCut = new(
        "SONDE020", "The values of an enum are left out",
        "'{0}' has 64 bits and no values in C#: clang before 15 writes 32 bits of each", Category, DiagnosticSeverity.Info, true);

    private static readonly DiagnosticDescriptor RecordTooLarge = new(
        "SONDE021", "A record does not fit its ring buffer",
        "Ring buffer '{0}' of {1} bytes has no room for a record of '{2}', which takes {3} with its header",
        Category, DiagnosticSeverity.Warning, true);

    private static readonly DiagnosticDescriptor RecordUntold = new(
        "SONDE022", "Records of a ring buffer cannot be told apart",
        "Ring buffer '{0}' stays untyped: {1}", Category, DiagnosticSeverity.Error, true);

    private static readonly DiagnosticDescriptor NotOfKernel = new(
        "SONDE023", "An exported type cannot be compared with the kernel's",
        "{0} cannot be compared with the kernel's: export a struct or union by its own name", Category, DiagnosticSeverity.Error, true);

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
