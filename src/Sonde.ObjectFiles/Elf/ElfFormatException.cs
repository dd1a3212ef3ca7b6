namespace Sonde.ObjectFiles;

/// <summary>The bytes are not an ELF file that can be read; the message says what is wrong and, where possible, what to do.</summary>
public sealed class ElfFormatException : FormatException
{
    /// <summary>Creates the exception with a message of one line.</summary>
    public ElfFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message of one line, and what was found first.</summary>
    public ElfFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
