using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Opens ELF files whose paths come from processes and other files.</summary>
internal static class OpenedFile
{
    /// <summary>Opens one; null where there is none that can be read.</summary>
    public static ElfFile? TryOpen(string path)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = RegularFile.Open(path);
            return ElfFile.Open(handle);
        }
        catch (Exception e) when (e is KernelException or IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            handle?.Dispose();
            return null;
        }
    }
}
