using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary>A call into the kernel failed. The message names the operation, its object, the error and what to do.</summary>
public class KernelException : Exception
{
    /// <summary>Makes the exception for a failed call.</summary>
    /// <param name="operation">What was tried, for example <c>attach kprobe</c>.</param>
    /// <param name="subject">What it was tried on, for example <c>vfs_read</c>; may be null.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="remedy">What the user can do about it, a sentence; null when nothing is known.</param>
    /// <param name="inner">The cause, when there is one.</param>
    public KernelException(string operation, string? subject, Errno errno, string? remedy = null, Exception? inner = null)
        : base(Describe(operation, subject, errno, remedy), inner)
    {
        Operation = operation;
        Subject = subject;
        Errno = errno;
        Remedy = remedy;
    }

    /// <summary>Makes an exception whose message is given whole.</summary>
    /// <param name="message">One line that says what failed and what to do.</param>
    /// <param name="operation">What was tried.</param>
    /// <param name="subject">What it was tried on; may be null.</param>
    /// <param name="errno">The error number, positive.</param>
    /// <param name="remedy">What the user can do about it; null when nothing is known.</param>
    protected KernelException(string message, string operation, string? subject, Errno errno, string? remedy)
        : base(message)
    {
        Operation = operation;
        Subject = subject;
        Errno = errno;
        Remedy = remedy;
    }

    /// <summary>What was tried.</summary>
    public string Operation { get; }

    /// <summary>What it was tried on, or null.</summary>
    public string? Subject { get; }

    /// <summary>The error number that the kernel gave.</summary>
    public Errno Errno { get; }

    /// <summary>What the user can do about it, or null when nothing is known.</summary>
    public string? Remedy { get; }

    /// <summary>The text of the error and its symbol, for example <c>Operation not permitted (EPERM)</c>.</summary>
    /// <param name="errno">The error number, positive.</param>
    public static string Describe(Errno errno)
    {
        string symbol = Enum.IsDefined(errno) ? errno.ToString() : $"errno {(int)errno}";
        string text = errno == Errno.ENOTSUPP ? "Operation not supported" : Marshal.GetPInvokeErrorMessage((int)errno);
        return $"{text} ({symbol})";
    }

    private static string Describe(string operation, string? subject, Errno errno, string? remedy)
    {
        string what = subject is null ? operation : $"{operation} {subject}";
        string message = $"{what}: {Describe(errno)}.";
        return remedy is null ? message : $"{message} {remedy}";
    }

    // Read before any other call: the next one may overwrite it.
    internal static Errno LastErrno() => (Errno)Marshal.GetLastPInvokeError();
}
