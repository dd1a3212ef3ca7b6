using System.Diagnostics;
using System.Globalization;

namespace Sonde.ObjectFiles.Tests.Frames;

/// <summary>The rows of unwind tables as <c>readelf -wF</c> prints them.</summary>
internal static class ReadelfFrames
{
    /// <summary>A row: its address, and each column by its name in the table's head.</summary>
    internal sealed record Row(ulong Address, IReadOnlyDictionary<string, string> Columns);

    public static IEnumerable<Row> Read(string path)
    {
        using Process readelf = Process.Start(new ProcessStartInfo("readelf", ["-wF", path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        readelf.ErrorDataReceived += (_, _) => { };
        readelf.BeginErrorReadLine();
        string[]? head = null;
        ulong end = 0;
        bool isFunction = false;
        while (readelf.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains(" FDE ", StringComparison.Ordinal) || line.Contains(" CIE ", StringComparison.Ordinal))
            {
                isFunction = line.Contains(" FDE ", StringComparison.Ordinal);
                int range = line.IndexOf("pc=", StringComparison.Ordinal);
                if (isFunction)
                    end = Hex(line[(range + 3)..].Split("..")[1]);
                continue;
            }

            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["LOC", ..])
                head = words;
            else if (isFunction && head is not null && words.Length == head.Length && words[0].Length == 16 && Hex(words[0]) < end)
                yield return new Row(Hex(words[0]), head.Zip(words).Skip(1).ToDictionary(pair => pair.First, pair => pair.Second));
        }
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
