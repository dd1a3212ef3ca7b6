using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Opens ELF files whose paths come from processes and other files.</summary>
internal static class OpenedFile
{
    /// <summary>Opens one; null where there is none that can be read.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="faults">Takes why a file that is there cannot be read.</param>
    public static ElfFile? TryOpen(string path, ICollection<string>? faults = null)
    {
        SafeFileHandle? handle = null;
        try
        {
            handle = RegularFile.Open(path);
            return ElfFile.Open(handle);
        }
        catch (Exception e) when (FileFault.Is(e) || e is KernelException or ArgumentException)
        {
            if (e is not KernelException { Errno: Errno.ENOENT or Errno.ENOTDIR })
                faults?.Add(e is KernelException ? e.Message : $"{path}: {e.Message}");
            handle?.Dispose();
            return null;
        }
    }
}
