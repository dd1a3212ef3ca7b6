using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A BPF operation failed. The message names the operation, its object, the error and what to do.</summary>
public class BpfException : KernelException
{
    /// <summary>Makes the exception for a failed call.</summary>
    /// <param name="operation">What was tried, for example <c>attach kprobe</c>.</param>
    /// <param name="subject">What it was tried on; may be null.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="remedy">What the user can do about it; null when nothing is known.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public BpfException(string operation, string? subject, Errno errno, string? remedy = null, Exception? inner = null)
        : base(operation, subject, errno, remedy, inner)
    {
    }

    /// <summary>Makes an exception whose message is given whole.</summary>
    /// <param name="message">One line that says what failed and what to do.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="subject">What it was tried on; may be null.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="remedy">What the user can do about it; null when nothing is known.</param>
    protected internal BpfException(string message, string operation, string? subject, Errno errno, string? remedy)
        : base(message, operation, subject, errno, remedy)
    {
    }
}
