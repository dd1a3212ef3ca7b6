using System.Text;

namespace Sonde.Bpf.Build;

internal static class TextFile
{
    /// <summary>Leaves the file and its time alone if it already holds this text.</summary>
    public static void WriteIfDifferent(string path, string text)
    {
        byte[] bytes = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text);
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
            return;
        File.WriteAllBytes(path, bytes);
    }
}
