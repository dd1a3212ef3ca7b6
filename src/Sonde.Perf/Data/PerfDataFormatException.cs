namespace Sonde.Perf;

/// <summary>The bytes are not a recording that can be read; the message says what is wrong and where.</summary>
public sealed class PerfDataFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    public PerfDataFormatException(string message)
        : base(message)
    {
    }
}
