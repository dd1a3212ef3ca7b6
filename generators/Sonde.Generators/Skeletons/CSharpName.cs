using System.Globalization;
using System.Text;

namespace Sonde.Generators.Skeletons;

/// <summary>C names as C# names.</summary>
internal static partial class CSharpName
{
    /// <summary>
    /// <c>targ_tgid</c> to <c>TargTgid</c>, <c>STATE_RUNNING</c> to <c>StateRunning</c>. Digits that would meet keep an underscore
    /// between them. The result is always an identifier and never a keyword.
    /// </summary>
    public static string Pascal(string name)
    {
        bool shouts = name.Length > 1 && name.Any(char.IsUpper) && !name.Any(char.IsLower);
        var result = new StringBuilder(name.Length);
        bool startsWord = true;
        foreach (char letter in name)
        {
            if (!IsLetter(letter) && letter is not (>= '0' and <= '9'))
            {
                startsWord = true;
                continue;
            }

            if (startsWord && char.IsDigit(letter) && (result.Length == 0 || char.IsDigit(result[result.Length - 1])))
                result.Append('_');
            result.Append(startsWord ? char.ToUpperInvariant(letter) : shouts ? char.ToLowerInvariant(letter) : letter);
            startsWord = false;
        }

        return result.Length == 0 ? "_" : IsKeyword(result.ToString()) ? "_" + result : result.ToString();
    }

    public static bool IsIdentifier(string name) =>
        name.Length > 0 && (IsLetter(name[0]) || name[0] == '_') && name.All(c => IsLetter(c) || c is '_' or (>= '0' and <= '9'));

    public static bool IsDotted(string name) => name.Length == 0 || name.Split('.').All(IsIdentifier);

    public static string Escape(string name) => IsKeyword(name) ? "@" + name : name;

    public static string EscapeDotted(string name) => string.Join(".", name.Split('.').Select(Escape));

    private static bool IsLetter(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;
}
