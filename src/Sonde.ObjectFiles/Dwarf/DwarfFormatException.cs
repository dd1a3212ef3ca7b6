namespace Sonde.ObjectFiles;

/// <summary>The bytes are not DWARF that can be read; the message says what is wrong.</summary>
public sealed class DwarfFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    public DwarfFormatException(string message)
        : base(message)
    {
    }
}
