using System.Runtime.InteropServices;

namespace Sonde.Bpf;

/// <summary>A string as C wants it, for the length of a call.</summary>
internal readonly unsafe ref struct Utf8Name(string text)
{
    public byte* Start { get; } = (byte*)Marshal.StringToCoTaskMemUTF8(text);

    public void Dispose() => Marshal.FreeCoTaskMem((nint)Start);
}
