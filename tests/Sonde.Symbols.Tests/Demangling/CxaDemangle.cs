using System.Runtime.InteropServices;
using System.Text;

namespace Sonde.Symbols.Tests.Demangling;

/// <summary>The demangler of GCC's C++ library, to compare with.</summary>
internal static unsafe partial class CxaDemangle
{
    public static bool IsHere { get; } = NativeLibrary.TryLoad("libstdc++.so.6", out _);

    /// <summary>The readable name, or the name itself where it has none. Versions of symbols are not its own business.</summary>
    public static string Demangle(string mangled)
    {
        int version = mangled.IndexOf('@', StringComparison.Ordinal);
        return version < 0 ? DemangleName(mangled) ?? mangled : DemangleName(mangled[..version]) is { } name ? name + mangled[version..] : mangled;
    }

    private static string? DemangleName(string mangled)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(mangled + "\0"))
        {
            byte* result = Demangle(name, null, null, out int _);
            if (result is null)
                return null;
            string text = Marshal.PtrToStringUTF8((nint)result)!;
            NativeMemory.Free(result);
            return text;
        }
    }

    [LibraryImport("libstdc++.so.6", EntryPoint = "__cxa_demangle")]
    private static partial byte* Demangle(byte* name, byte* buffer, nuint* length, out int status);
}
