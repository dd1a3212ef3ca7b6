using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>Files behind symbolic links, as /usr/bin/clang is one: the times and sizes of .NET are those of the link.</summary>
internal static class LinkedFile
{
    /// <summary>The file that a path leads to in the end.</summary>
    public static FileInfo Find(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && (file.Attributes & FileAttributes.ReparsePoint) != 0 && Resolve(path) is { } target ? new FileInfo(target) : file;
    }

    private static string? Resolve(string path)
    {
        byte[] target = new byte[4096]; // PATH_MAX
        if (RealPath(Encoding.UTF8.GetBytes(path + '\0'), target) == IntPtr.Zero)
            return null;
        return Encoding.UTF8.GetString(target, 0, Array.IndexOf(target, (byte)0));
    }

    [DllImport("libc", EntryPoint = "realpath")]
    private static extern IntPtr RealPath(byte[] path, byte[] resolved);
}
