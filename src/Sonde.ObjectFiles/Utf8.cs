using System.Text;

namespace Sonde.ObjectFiles;

internal static class Utf8
{
    public static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);

#if NET
    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
#else
    public static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.ToArray());
#endif
}
