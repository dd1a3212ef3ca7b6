using System.Text;

namespace Sonde.Symbols;

/// <summary>Identifiers with letters beyond ASCII as Rust writes them: RFC 3492 with an underscore between the plain letters and the rest.</summary>
internal static class Punycode
{
    // Each letter is put in its place among those before it: longer ones are left as they are.
    private const int MaxLetters = 256;

    /// <summary>Decodes an identifier, or says that it is none that can be.</summary>
    public static bool TryPrint(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> encoded, DemangledText text)
    {
        if (encoded.IsEmpty || plain.Length > MaxLetters)
            return false;
        Span<uint> letters = stackalloc uint[MaxLetters];
        int count = plain.Length;
        for (int i = 0; i < count; i++)
            letters[i] = plain[i];

        const int Base = 36;
        const int LowestThreshold = 1;
        const int HighestThreshold = 26;
        uint code = 0x80;
        int place = 0;
        int bias = 72;
        bool isFirst = true;
        while (!encoded.IsEmpty)
        {
            long delta = 0;
            long weight = 1;
            for (int k = Base; ; k += Base)
            {
                if (encoded.IsEmpty)
                    return false;
                byte letter = encoded[0];
                encoded = encoded[1..];
                int digit = char.IsAsciiLetterLower((char)letter) ? letter - 'a' : char.IsAsciiDigit((char)letter) ? letter - '0' + 26 : -1;
                int threshold = Math.Clamp(k - bias, LowestThreshold, HighestThreshold);
                if (digit < 0)
                    return false;
                delta += digit * weight;
                if (delta > int.MaxValue)
                    return false;
                if (digit < threshold)
                    break;
                weight *= Base - threshold;
                if (weight > int.MaxValue)
                    return false;
            }

            count++;
            if (count > MaxLetters)
                return false;
            long next = place + delta;
            code += (uint)Math.Min(next / count, 0x110000);
            place = (int)(next % count);
            if (!Rune.IsValid(code))
                return false;
            letters[place..(count - 1)].CopyTo(letters[(place + 1)..]);
            letters[place++] = code;

            delta /= isFirst ? 700 : 2;
            isFirst = false;
            delta += delta / count;
            int steps = 0;
            while (delta > (Base - LowestThreshold) * HighestThreshold / 2)
            {
                delta /= Base - LowestThreshold;
                steps += Base;
            }

            bias = steps + (int)((Base - LowestThreshold + 1) * delta / (delta + 38));
        }

        foreach (uint letter in letters[..count])
            text.Append(new Rune(letter));
        return true;
    }
}
