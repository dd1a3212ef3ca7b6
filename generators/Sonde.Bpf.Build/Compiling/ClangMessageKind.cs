namespace Sonde.Bpf.Build.Compiling;

internal enum ClangMessageKind
{
    Error,
    Warning,
    Note,
}
