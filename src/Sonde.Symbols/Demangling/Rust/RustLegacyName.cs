using System.Globalization;
using System.Text;
using System.Buffers.Text;

namespace Sonde.Symbols;

/// <summary>Names of Rust by its older rules: those of C++ for nested names, with letters escaped, and a hash as the last part.</summary>
internal static class RustLegacyName
{
    // "17h" and 16 digits.
    private const int HashLength = 17;

    public static bool TryPrint(ReadOnlySpan<byte> mangled, DemangledText text, bool withHash)
    {
        if (!mangled.StartsWith("_ZN"u8) || mangled.LastIndexOf("17h"u8) < 0)
            return false;
        ReadOnlySpan<byte> rest = mangled[3..];
        int parts = 0;
        scoped ReadOnlySpan<byte> last = default;
        ReadOnlySpan<byte> scan = rest;
        while (TryTakePart(ref scan, out ReadOnlySpan<byte> part))
        {
            last = part;
            parts++;
        }

        if (parts < 2 || scan is not [(byte)'E', ..] || !IsHash(last))
            return false;
        ReadOnlySpan<byte> suffix = RustSuffix.Kept(scan[1..]);
        if (!suffix.IsEmpty && suffix[0] != '.')
            return false;
        for (int i = 0; i < (withHash ? parts : parts - 1); i++)
        {
            TryTakePart(ref rest, out ReadOnlySpan<byte> part);
            if (i > 0)
                text.Append("::"u8);
            PrintPart(part, text);
        }

        text.Append(suffix);
        return !text.IsFull;
    }

    private static bool TryTakePart(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (!Utf8Parser.TryParse(rest, out int length, out int digits) || !char.IsAsciiDigit((char)rest[0]) || length <= 0 || length > rest.Length - digits)
            return false;
        part = rest.Slice(digits, length);
        rest = rest[(digits + length)..];
        return true;
    }

    // A C++ name that ends so would hardly have as many different digits.
    private static bool IsHash(ReadOnlySpan<byte> part)
    {
        if (part.Length != HashLength || part[0] != 'h')
            return false;
        int seen = 0;
        foreach (byte digit in part[1..])
        {
            if (!char.IsAsciiHexDigitLower((char)digit))
                return false;
            seen |= 1 << (digit <= '9' ? digit - '0' : digit - 'a' + 10);
        }

        return int.PopCount(seen) >= 5;
    }

    private static void PrintPart(ReadOnlySpan<byte> part, DemangledText text)
    {
        // An underscore is put before what would not begin as an identifier does.
        if (part.StartsWith("_$"u8))
            part = part[1..];
        while (!part.IsEmpty)
        {
            if (part.StartsWith(".."u8))
            {
                text.Append("::"u8);
                part = part[2..];
            }
            else if (part[0] == '$' && TryPrintEscape(part, text, out int length))
            {
                part = part[length..];
            }
            else if (part[0] == '$')
            {
                text.Append(part);
                return;
            }
            else
            {
                int plain = part[1..].IndexOfAny((byte)'$', (byte)'.');
                plain = plain < 0 ? part.Length : plain + 1;
                text.Append(part[..plain]);
                part = part[plain..];
            }
        }
    }

    private static bool TryPrintEscape(ReadOnlySpan<byte> part, DemangledText text, out int length)
    {
        int end = part[1..].IndexOf((byte)'$');
        length = end + 2;
        if (end < 0)
            return false;
        ReadOnlySpan<byte> escape = part.Slice(1, end);
        char letter = escape switch
        {
            [(byte)'S', (byte)'P'] => '@',
            [(byte)'B', (byte)'P'] => '*',
            [(byte)'R', (byte)'F'] => '&',
            [(byte)'L', (byte)'T'] => '<',
            [(byte)'G', (byte)'T'] => '>',
            [(byte)'L', (byte)'P'] => '(',
            [(byte)'R', (byte)'P'] => ')',
            [(byte)'C'] => ',',
            _ => '\0',
        };
        if (letter != '\0')
        {
            text.Append(letter);
            return true;
        }

        if (escape is not [(byte)'u', _, ..] || !uint.TryParse(escape[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
            || !Rune.IsValid(code) || Rune.IsControl(new Rune(code)))
        {
            return false;
        }

        text.Append(new Rune(code));
        return true;
    }
}
