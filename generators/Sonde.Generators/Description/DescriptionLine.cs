using System.Globalization;

namespace Sonde.Generators.Description;

/// <summary>One line, read word by word: single spaces between words, two before a child.</summary>
internal sealed class DescriptionLine(int number, string text)
{
    private const string ChildIndent = "  ";
    private int _position = text.StartsWith(ChildIndent, StringComparison.Ordinal) ? ChildIndent.Length : 0;

    public bool IsChild { get; } = text.StartsWith(ChildIndent, StringComparison.Ordinal);

    public int LineNumber => number;

    public bool IsAtEnd => _position >= text.Length;

    public string Word(string what)
    {
        if (_position >= text.Length)
            throw Malformed($"{what} is missing");
        int end = text.IndexOf(' ', _position);
        if (end < 0)
            end = text.Length;
        string word = text.Substring(_position, end - _position);
        if (word.Length == 0 || end == text.Length - 1)
            throw Malformed($"{what} is empty or followed by a stray space");
        _position = end + 1;
        return word;
    }

    /// <summary>Goes on behind <paramref name="word"/> if that is next.</summary>
    public bool Skip(string word)
    {
        int end = _position + word.Length;
        if (IsAtEnd || string.CompareOrdinal(text, _position, word, 0, word.Length) != 0 || (end < text.Length && text[end] != ' '))
            return false;
        _position = end + 1;
        return true;
    }

    public string? OptionalName(string what)
    {
        string word = Word(what);
        return word == "-" ? null : word;
    }

    public int Number(string what) => (int)Number(what, int.MaxValue);

    public long Number(string what, long max)
    {
        string word = Word(what);
        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value <= max
            ? value
            : throw Malformed($"{what} '{word}' is not a number from 0 to {max.ToString(CultureInfo.InvariantCulture)}");
    }

    public decimal SignedNumber(string what)
    {
        string word = Word(what);
        return decimal.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal value)
            && value is >= long.MinValue and <= ulong.MaxValue
            ? value
            : throw Malformed($"{what} '{word}' is not a number of 64 bits");
    }

    public string Rest(string what)
    {
        if (_position >= text.Length)
            throw Malformed($"{what} is missing");
        string rest = text.Substring(_position);
        _position = text.Length + 1;
        return rest;
    }

    /// <summary>Where the source declares it, if the line ends with that: "at LINE FILE".</summary>
    public SourcePlace? OptionalPlace()
    {
        if (IsAtEnd)
            return null;
        if (!Skip("at"))
            throw Malformed($"unexpected '{Rest("the place")}'");
        int line = Number("the source's line");
        string file = Rest("the source");
        // A path with control characters is none, and no file system is asked here.
        return line > 0 && !file.Any(char.IsControl) ? new SourcePlace(file, line) : throw Malformed("it is declared at no line of a file");
    }

    public void End()
    {
        if (_position < text.Length)
            throw Malformed($"unexpected '{text.Substring(_position)}'");
    }

    public DescriptionException Malformed(string reason) => new(number, reason);
}
