using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Bpf;

/// <summary>What libbpf says during one call, kept for the error message.</summary>
/// <remarks>
/// libbpf has one print callback for the process and calls it on the thread that called it. A scope collects what its own
/// thread's calls print; without a scope the text is dropped: a library does not write to the standard error of its host.
/// </remarks>
internal sealed unsafe partial class LibbpfLog : IDisposable
{
    [ThreadStatic]
    private static LibbpfLog? t_current;

    private const int WarnLevel = 0;
    private readonly LibbpfLog? _outer;
    private readonly StringBuilder _text = new();

    private LibbpfLog(LibbpfLog? outer) => _outer = outer;

    public string Text => _text.ToString();

    public static LibbpfLog Begin() => t_current = new LibbpfLog(t_current);

    public void Dispose() => t_current = _outer;

    [UnmanagedCallersOnly]
    internal static int Print(int level, byte* format, nint arguments)
    {
        LibbpfLog? log = t_current;
        if (log is null || level != WarnLevel)
            return 0;

        try
        {
            log.Append(format, arguments);
        }
        catch (OutOfMemoryException)
        {
            // Nothing may cross the native frame; the error itself is still reported.
        }

        return 0;
    }

    private void Append(byte* format, nint arguments)
    {
        // On x86-64 and arm64 a va_list parameter arrives as a pointer to a struct of 24 or 32 bytes. Measuring consumes it,
        // so measure with a copy.
        byte* copy = stackalloc byte[32];
        Buffer.MemoryCopy((void*)arguments, copy, 32, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 24 : 32);
        int length = FormatList(null, 0, format, (nint)copy);
        if (length <= 0)
            return;

        byte* text = (byte*)NativeMemory.Alloc((nuint)length + 1);
        try
        {
            int written = FormatList(text, (nuint)length + 1, format, arguments);
            _text.Append(Encoding.UTF8.GetString(text, Math.Min(written, length)));
        }
        finally
        {
            NativeMemory.Free(text);
        }
    }

    [LibraryImport("libc", EntryPoint = "vsnprintf")]
    private static partial int FormatList(byte* buffer, nuint size, byte* format, nint arguments);
}
