using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A map is not what it was expected to be.</summary>
public sealed class BpfMapMismatchException : BpfException
{
    internal BpfMapMismatchException(string operation, string subject, IReadOnlyList<string> differences, string remedy)
        : base($"{operation} {subject}: it is another map: {string.Join("; ", differences)}. {remedy}", operation, subject, Errno.EINVAL, remedy)
        => Differences = differences;

    /// <summary>Each difference in words, for example <c>value size is 8, expected 16</c>.</summary>
    public IReadOnlyList<string> Differences { get; }
}
