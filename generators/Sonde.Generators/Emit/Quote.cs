using System.Globalization;
using System.Text;

namespace Sonde.Generators.Emit;

/// <summary>Text from a description inside C#. A description is input: nothing in it may end a comment or a literal.</summary>
internal static class Quote
{
    public static string Literal(string text)
    {
        var result = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                result.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~')
                result.Append(c);
            else
                result.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
        }

        return result.Append('"').ToString();
    }

    /// <summary>Text as code in a doc comment.</summary>
    public static string Code(string text)
    {
        var result = new StringBuilder("<c>");
        foreach (char c in text)
        {
            _ = c switch
            {
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '&' => result.Append("&amp;"),
                >= ' ' and <= '~' => result.Append(c),
                // The line separators of Unicode end a comment too.
                _ => result.Append(char.IsLetter(c) ? c : '?'),
            };
        }

        return result.Append("</c>").ToString();
    }
}
