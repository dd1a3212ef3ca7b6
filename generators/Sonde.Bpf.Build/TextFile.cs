using System.Text;

namespace Sonde.Bpf.Build;

internal static class TextFile
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Leaves the file and its time alone if it already holds this text.</summary>
    public static void WriteIfDifferent(string path, string text) => WriteIfDifferent(path, Encoding.GetBytes(text));

    /// <summary>Leaves the file and its time alone if it already holds this text.</summary>
    public static void WriteIfDifferent(string path, byte[] text)
    {
        if (!Holds(path, text))
            File.WriteAllBytes(path, text);
    }

    /// <summary>Whether the file is there and holds this text.</summary>
    public static bool Holds(string path, string text) => Holds(path, Encoding.GetBytes(text));

    private static bool Holds(string path, byte[] text)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == text.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(text);
    }
}
