using System.Runtime.InteropServices;

namespace Sonde.Bpf.Build.Linking;

/// <summary>What is used of libbpf.so.1, which is loaded by the first call. Paths are UTF-8 with a zero at the end.</summary>
internal static class Libbpf
{
    private const string Library = "libbpf.so.1";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int Print(int level, IntPtr format, IntPtr arguments);

    [DllImport(Library, EntryPoint = "libbpf_set_print")]
    public static extern IntPtr SetPrint(IntPtr print);

    [DllImport(Library, EntryPoint = "bpf_linker__new", SetLastError = true)]
    public static extern IntPtr NewLinker(byte[] output, IntPtr options);

    [DllImport(Library, EntryPoint = "bpf_linker__add_file")]
    public static extern int AddFile(IntPtr linker, byte[] path, IntPtr options);

    [DllImport(Library, EntryPoint = "bpf_linker__finalize")]
    public static extern int FinalizeLinker(IntPtr linker);

    [DllImport(Library, EntryPoint = "bpf_linker__free")]
    public static extern void FreeLinker(IntPtr linker);

    [DllImport("libc", EntryPoint = "vsnprintf")]
    public static extern int FormatList(byte[] buffer, UIntPtr size, IntPtr format, IntPtr arguments);
}
