using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Bpf.Build.Linking;

/// <summary>Collects libbpf's warnings while it lives. libbpf has one place for them in the whole process.</summary>
internal sealed class LibbpfMessages : IDisposable
{
    private const int Warning = 0;
    private const string Prefix = "libbpf: ";

    private readonly List<string> _lines = [];
    private readonly Libbpf.Print _print;
    private readonly IntPtr _previous;

    public LibbpfMessages()
    {
        _print = Take;
        _previous = Libbpf.SetPrint(Marshal.GetFunctionPointerForDelegate(_print));
    }

    public IReadOnlyList<string> Lines => _lines;

    public void Dispose()
    {
        Libbpf.SetPrint(_previous);
        GC.KeepAlive(_print);
    }

    // Called by native code: nothing here may throw. On x86-64 and arm64 a va_list parameter arrives as a pointer.
    private int Take(int level, IntPtr format, IntPtr arguments)
    {
        if (level != Warning)
            return 0;
        byte[] buffer = new byte[4096];
        int length = Libbpf.FormatList(buffer, (UIntPtr)buffer.Length, format, arguments);
        string text = Encoding.UTF8.GetString(buffer, 0, Math.Max(0, Math.Min(length, buffer.Length - 1))).Trim();
        if (text.Length > 0)
            _lines.Add(text.StartsWith(Prefix, StringComparison.Ordinal) ? text.Substring(Prefix.Length) : text);
        return 0;
    }
}
