namespace Sonde.Symbols;

/// <summary>The bytes are no jitdump that can be read; the message says what is wrong.</summary>
public sealed class JitDumpFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    /// <param name="message">The message.</param>
    public JitDumpFormatException(string message)
        : base(message)
    {
    }
}
