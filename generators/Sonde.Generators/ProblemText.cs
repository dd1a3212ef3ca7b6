using System.Globalization;

namespace Sonde.Generators;

/// <summary>What is said of each problem, by the compiler and on the command line.</summary>
internal static class ProblemText
{
    public const string Malformed = "The description of '{0}' is malformed at line {1}: {2}; clean and build again";
    public const string Version = "The description of '{0}' has format version {1}, this generator reads {2}: clean and build again";
    public const string Setting = "{0} '{1}' of '{2}' is not {3}";
    public const string DuplicateClass = "'{0}' and '{1}' both generate the class '{2}': give one of them another ClassName or Namespace";
    public const string Bitfield = "{0}: {1} is a bitfield of {2} bits that no compiler makes of its type; compile the object again";
    public const string NoSize = "{0}: {1} has no size, and no type of C# is without one";
    public const string Scalar = "{0}: {1} is a scalar without a counterpart in C# ({2}); declare it as an array of bytes";
    public const string TooLarge = "{0}: {1} takes {2} bytes, more than the runtime loads as one value; make it smaller";
    public const string Incomplete = "{0}: {1} has no layout in the object; define the type in the program, or hold a pointer to it";
    public const string TooComplex = "{0}: {1} contains itself, or more levels or fields than a program has";
    public const string SizeMismatch = "{0}: {1} has another size than the {2} bytes that there are for it; compile the object again, and give a map its sizes by __type alone";
    public const string StaticLeftOut = "Static variable '{0}' of section '{1}' is left out: {2}";
    public const string MapUntyped = "Map '{0}' of type {1} stays untyped: {2}";
    public const string EnumCut = "'{0}' has 64 bits and no values in C#: clang before 15 writes 32 bits of each; compile with a newer one";

    public const string RecordTooLarge = "Ring buffer '{0}' of {1} bytes has no room for a record of '{2}', which takes {3} with its header, more than the {4} that one can take, so reserving one always fails; make the ring larger";
    public const string RecordUntold = "SONDE_RECORD of map '{0}': {1}";
    public const string NotOfKernel = "{0} cannot be compared with the kernel's; export a struct or union by its own name, or what is the program's with SONDE_EXPORT";

    public static string IdOf(ProblemKind kind) => "SONDE" + ((int)kind).ToString("000", CultureInfo.InvariantCulture);

    /// <summary>
    /// Whether the class is right all the same: it has less than the object, or the object has a fault of its own. A record that is too
    /// large is one: the kernel never has room for it, but the object loads, its other records come, and C# may give the ring another
    /// size before that.
    /// </summary>
    public static bool IsNote(ProblemKind kind) => kind is ProblemKind.StaticLeftOut or ProblemKind.MapUntyped or ProblemKind.EnumCut or ProblemKind.RecordTooLarge;

    /// <summary>How bad it is, in the words of compilers.</summary>
    public static string SeverityOf(ProblemKind kind) => kind == ProblemKind.RecordTooLarge ? "warning" : IsNote(kind) ? "message" : "error";

    /// <summary>The message with its arguments.</summary>
    public static string Format(Problem problem)
    {
        object[] arguments = [.. problem.Arguments];
        return string.Format(CultureInfo.InvariantCulture, Of(problem.Kind), arguments);
    }

    private static string Of(ProblemKind kind) => kind switch
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
