using System.Text;

namespace Sonde.Bpf.Build.Compiling;

/// <summary>Reads what clang's -MD leaves: a make rule that names every header the object was made from.</summary>
internal static class DependencyFile
{
    /// <returns>The files, or none if there was no build yet.</returns>
    public static List<string> Read(string path) => File.Exists(path) ? Parse(File.ReadAllText(path)) : [];

    internal static List<string> Parse(string rule)
    {
        List<string> files = [];
        var word = new StringBuilder();
        // What comes before the colon is the object itself; a colon inside a path has no space after it.
        int start = rule.IndexOf(": ", StringComparison.Ordinal) + 1;
        for (int i = start; i < rule.Length; i++)
        {
            char c = rule[i];
            char next = i + 1 < rule.Length ? rule[i + 1] : '\0';
            if ((c == '\\' && next is ' ' or '#') || (c == '$' && next == '$'))
            {
                word.Append(next);
                i++;
            }
            else if (c is ' ' or '\n' or '\r' or '\t' || (c == '\\' && next is '\n' or '\r'))
            {
                if (word.Length > 0)
                    files.Add(word.ToString());
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }

        if (word.Length > 0)
            files.Add(word.ToString());
        return files;
    }
}
