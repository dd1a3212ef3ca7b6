namespace Sonde.Symbols;

/// <summary>What a file that cannot be read, or is not what it should be, makes its readers throw.</summary>
internal static class FileFault
{
    /// <summary>Whether an exception says that of a file, and nothing else. .NET has a type of its own for EACCES and EPERM, which a read may give too.</summary>
    public static bool Is(Exception e) => e is FormatException or IOException or UnauthorizedAccessException;
}
