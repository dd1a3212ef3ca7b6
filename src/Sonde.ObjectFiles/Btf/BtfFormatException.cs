namespace Sonde.ObjectFiles;

/// <summary>The bytes are not BTF that can be read; the message says what is wrong and, where possible, what to do.</summary>
public sealed class BtfFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    public BtfFormatException(string message)
        : base(message)
    {
    }
}
