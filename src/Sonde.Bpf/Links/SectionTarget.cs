namespace Sonde.Bpf;

/// <summary>What the name of a program's ELF section says: <c>uprobe.s/libc:write+0x10</c> is kind, sleepable and target.</summary>
internal readonly record struct SectionTarget(string Kind, string Target)
{
    /// <summary>Takes a section name apart. The kind is without the suffix of sleepable programs; the target may be empty.</summary>
    public static SectionTarget Parse(string section)
    {
        string name = section.StartsWith('?') ? section[1..] : section; // "?" only asks for no autoload.
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string kind = slash < 0 ? name : name[..slash];
        if (kind.EndsWith(".s", StringComparison.Ordinal))
            kind = kind[..^2];
        return new(kind, slash < 0 ? "" : name[(slash + 1)..]);
    }

    /// <summary>The function and the offset of "function+0x10".</summary>
    public (string Function, ulong Offset) WithOffset()
    {
        int plus = Target.LastIndexOf('+');
        if (plus <= 0)
            return (Target, 0);
        ReadOnlySpan<char> text = Target.AsSpan(plus + 1);
        bool hexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(
            hexadecimal ? text[2..] : text,
            hexadecimal ? System.Globalization.NumberStyles.AllowHexSpecifier : System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out ulong offset)
            ? (Target[..plus], offset)
            : (Target, 0);
    }
}
