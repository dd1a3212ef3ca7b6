using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Diagnostics;

/// <summary>The diagnostics of the analyzers, which are about C# that uses the library.</summary>
internal static class Rules
{
    private const string Category = "Sonde.Bpf";

    public static readonly DiagnosticDescriptor KeyPadding = new(
        "SONDE031", "The padding of a map key is not cleared",
        "The kernel compares all bytes of a key, and nothing clears the padding of '{0}' here: begin with 'default'",
        Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor MapSize = new(
        "SONDE032", "A type does not fit its map",
        "{0} has {1} bytes, and {2}", Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor NotDisposed = new(
        "SONDE033", "What holds kernel objects is not disposed",
        "This '{0}' is not disposed, and nothing else holds it: {1}; declare it with 'using'", Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor RecordTooLarge = new(
        "SONDE034", "A record does not fit its ring buffer",
        "A record of '{0}' takes {1} bytes with its header, more than the {2} that one of this ring buffer can take: there will never be one", Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor UsedAfterDispose = new(
        "SONDE035", "Memory is used after its owner was disposed",
        "'{0}' is memory of '{1}', which is disposed before this; copy what is needed", Category, DiagnosticSeverity.Warning, true);
}
