using Microsoft.Build.Framework;

namespace Sonde.Bpf.Build;

/// <summary>Text in items: MSBuild gives a meaning to some characters, and a path may hold any of them.</summary>
internal static class ItemText
{
    public static string Escape(string text) => text
        .Replace("%", "%25").Replace(";", "%3B").Replace("$", "%24").Replace("@", "%40")
        .Replace("*", "%2A").Replace("?", "%3F").Replace("'", "%27").Replace("(", "%28").Replace(")", "%29");

    /// <summary>A list, each entry of which is free to hold the separator.</summary>
    public static string Join(IEnumerable<string> entries) => string.Join("\n", entries);

    public static string[] List(ITaskItem item, string metadata) =>
        item.GetMetadata(metadata).Split(['\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The entries of what a project file gives as a list.</summary>
    public static string[] Split(string list) =>
        [.. list.Split([';'], StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Trim()).Where(entry => entry.Length > 0)];

    public static bool HasLineBreak(string text) => text.IndexOfAny(['\n', '\r']) >= 0;

    /// <summary>The text for a message, which is one line.</summary>
    public static string OneLine(string text) => text.Replace("\r", "\\r").Replace("\n", "\\n");
}
