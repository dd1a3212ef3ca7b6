namespace Sonde.Symbols;

/// <summary>The bytes are not a .NET event trace that can be read; the message says what is wrong.</summary>
public sealed class NetTraceFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    /// <param name="message">The message.</param>
    public NetTraceFormatException(string message)
        : base(message)
    {
    }
}
