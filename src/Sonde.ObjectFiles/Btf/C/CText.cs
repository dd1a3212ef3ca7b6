namespace Sonde.ObjectFiles;

/// <summary>C text on its way out. Names come as bytes, and only those that are names in C go through.</summary>
internal sealed class CText(TextWriter output)
{
    private readonly char[] _buffer = new char[1 << 14];
    private int _length;

    /// <summary>The character written last.</summary>
    public char Last { get; private set; }

    public CText Write(char c)
    {
        if (_length == _buffer.Length)
            Flush();
        _buffer[_length++] = c;
        Last = c;
        return this;
    }

    public CText Write(string text)
    {
        foreach (char c in text)
            Write(c);
        return this;
    }

    public CText Write(ulong number)
    {
        Span<char> digits = stackalloc char[20];
        int start = digits.Length;
        do
        {
            digits[--start] = (char)('0' + number % 10);
            number /= 10;
        }
        while (number != 0);

        foreach (char digit in digits.Slice(start))
            Write(digit);
        return this;
    }

    /// <summary>Writes a name of which nobody else declares the same.</summary>
    public CText WriteName(ReadOnlySpan<byte> name)
    {
        RequireName(name);
        foreach (byte c in name)
            Write((char)c);
        return this;
    }

    public CText Indent(int depth)
    {
        for (int i = 0; i < depth; i++)
            Write('\t');
        return this;
    }

    public void Flush()
    {
        output.Write(_buffer, 0, _length);
        _length = 0;
    }

    /// <summary>Refuses what is no name: in C it would be another declaration, or a line of the preprocessor.</summary>
    public static void RequireName(ReadOnlySpan<byte> name)
    {
        bool isName = !name.IsEmpty && !IsDigit(name[0]);
        foreach (byte c in name)
            isName &= IsDigit(c) || IsLetter(c);
        if (!isName)
            throw new BtfFormatException($"BTF has the name '{Printable(name)}', which C cannot have");
    }

    /// <summary>Refuses what is not words, as the name of <c>unsigned int</c> is.</summary>
    public static void RequireWords(ReadOnlySpan<byte> name)
    {
        bool isWords = !name.IsEmpty && IsLetter(name[0]);
        foreach (byte c in name)
            isWords &= IsDigit(c) || IsLetter(c) || c == (byte)' ';
        if (!isWords)
            throw new BtfFormatException($"BTF has a type with the name '{Printable(name)}', which C cannot have");
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte c) => c is >= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'_' or (byte)'$';

    private static string Printable(ReadOnlySpan<byte> name)
    {
        char[] text = Utf8.Decode(name.Slice(0, Math.Min(name.Length, 64))).ToCharArray();
        for (int i = 0; i < text.Length; i++)
            text[i] = char.IsControl(text[i]) ? '?' : text[i];
        return new string(text);
    }
}
