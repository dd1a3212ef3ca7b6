namespace Sonde.Bpf.Build;

/// <summary>Codes of the messages, so that a project can name one in NoWarn or WarningsAsErrors.</summary>
internal static class BuildErrors
{
    public const string ClangError = "BPF1001";
    public const string ClangWarning = "BPF1002";
    public const string ClangMissing = "BPF1003";
    public const string ClangTooOld = "BPF1004";
    public const string ObjectUnreadable = "BPF1005";
    public const string ItemUnusable = "BPF1006";
    public const string LinkError = "BPF1007";
    public const string LibbpfMissing = "BPF1008";
    public const string KernelTypesUnreadable = "BPF1009";
    public const string OutputUnwritable = "BPF1010";
}
