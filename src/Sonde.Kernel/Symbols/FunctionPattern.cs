using System.Text.RegularExpressions;

namespace Sonde.Kernel;

/// <summary>Names of functions to look for: one name, a pattern with <c>*</c>, or a regular expression that matches whole names.</summary>
public sealed class FunctionPattern
{
    private readonly Regex? _regex;

    private FunctionPattern(string text, Regex? regex)
    {
        Text = text;
        _regex = regex;
    }

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Whether the pattern can only ever match the one name that it is.</summary>
    public bool IsExact => _regex is null;

    /// <summary>One name, taken as it is.</summary>
    /// <param name="name">The name.</param>
    public static FunctionPattern Exact(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, null);
    }

    /// <summary>A name in which each <c>*</c> stands for any characters.</summary>
    /// <param name="text">For example <c>vfs_*</c>.</param>
    public static FunctionPattern Glob(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return text.Contains('*', StringComparison.Ordinal)
            ? new(text, Compile($@"\A{Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal)}\z"))
            : new(text, null);
    }

    /// <summary>A regular expression that must match the whole name.</summary>
    /// <param name="text">For example <c>vfs_(read|write)</c>. Back-references and look-around are not available.</param>
    /// <exception cref="ArgumentException">The text is not a regular expression, or uses a construct that is not available.</exception>
    public static FunctionPattern RegularExpression(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _ = Compile(text); // By itself: "a)|(b" is whole only between the brackets below, and would match parts of names.
        return new(text, Compile($@"\A(?:{text})\z"));
    }

    /// <summary>Whether a name matches.</summary>
    /// <param name="name">The name of a function.</param>
    public bool IsMatch(ReadOnlySpan<char> name) => _regex is null ? name.SequenceEqual(Text) : _regex.IsMatch(name);

    /// <inheritdoc/>
    public override string ToString() => Text;

    // The non-backtracking engine takes time linear in the input whatever the user typed.
    private static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"'{pattern}' uses a construct that takes unbounded time: {e.Message}", e);
        }
    }
}
