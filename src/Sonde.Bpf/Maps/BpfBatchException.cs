namespace Sonde.Bpf;

/// <summary>A batch failed part of the way.</summary>
public sealed class BpfBatchException : BpfException
{
    internal BpfBatchException(BpfException cause, int completed, int count)
        : base($"{cause.Message} {completed} of {count} entries were done.", cause.Operation, cause.Subject, cause.Errno, cause.Remedy)
        => Completed = completed;

    /// <summary>How many entries were done, from the first on. The next one is the one that failed.</summary>
    public int Completed { get; }
}
