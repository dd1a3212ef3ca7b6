using System.Buffers.Binary;
using System.Globalization;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Tests;

/// <summary>Ways to damage an object or a description, by the numbers of a given generator alone.</summary>
internal static class Mutations
{
    private static readonly uint[] Extremes = [0, 1, 2, 3, 0x7f, 0x80, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
    private static readonly string[] OddNames =
        ["class", "a\"b", "*/", "-", "\u00e9t\u00e9", "\ud83d\ude00", "\ud800", "\u202e", "\u2028", "a\tb", "a\rb", "\0", "_", "9", "{0}", "<b>", "a..b", new('x', 5000)];

    public static byte[] Damage(byte[] good, Random random)
    {
        byte[] image = [.. good];
        (int start, int types, int strings, int end) = FindBtf(good);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            switch (random.Next(9))
            {
                case 0: image[random.Next(image.Length)] = (byte)random.Next(256); break;
                case 1: image[random.Next(64)] = (byte)random.Next(256); break;
                case 2 when edits == 1: return image[..random.Next(image.Length)];
                case 3: image[start + random.Next(24)] = (byte)Extremes[random.Next(4)]; break;
                case 4 or 5: SetWord(image, types + (random.Next((strings - types) / 4) * 4), random.Next(2) == 0 ? Extremes[random.Next(Extremes.Length)] : (uint)random.Next(300)); break;
                case 6: AddToWord(image, types + (random.Next((strings - types) / 4) * 4), random.Next(-2, 3)); break;
                case 7: image[random.Next(strings, end)] = (byte)"\0\n \"\\\u00ff\u0080-"[random.Next(8)]; break;
                default: CopyWords(image, types, strings, random); break;
            }
        }

        return image;
    }

    public static string Damage(string[] descriptions, Random random)
    {
        string text = descriptions[random.Next(descriptions.Length)];
        var lines = text.Split('\n').ToList();
        string[] others = descriptions[random.Next(descriptions.Length)].Split('\n');
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int line = random.Next(lines.Count);
            string[] words = lines[line].Split(' ');
            int word = random.Next(words.Length);
            switch (random.Next(12))
            {
                case 0 when lines.Count > 1: lines.RemoveAt(line); continue;
                case 1: lines.Insert(line, lines[random.Next(lines.Count)]); continue;
                case 2: lines.Insert(line, others[random.Next(others.Length)]); continue;
                case 3 when edits == 1: return string.Join('\n', lines)[..random.Next(string.Join('\n', lines).Length)];
                case 4: words[word] = random.NextInt64(-1, 1L << random.Next(1, 40)).ToString(CultureInfo.InvariantCulture); break;
                case 5 or 6: words[word] = random.Next(1, 60).ToString(CultureInfo.InvariantCulture); break;
                case 7: words[word] = OddNames[random.Next(OddNames.Length)]; break;
                case 8: words[word] += (char)random.Next(1, 0x2100); break;
                case 9: words[word] = "-"; break;
                case 10: words = [.. words, words[word]]; break;
                default: words = words[..word]; break;
            }

            lines[line] = string.Join(' ', words);
        }

        return string.Join('\n', lines);
    }

    private static (int Start, int Types, int Strings, int End) FindBtf(byte[] image)
    {
        ElfSection section = ElfFile.Parse(image).Sections.First(section => section.Name == ".BTF");
        int start = (int)section.Offset;
        int types = start + (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(start + 4));
        int strings = types + (int)BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(start + 16));
        return (start, types, strings, start + (int)section.Size);
    }

    private static void SetWord(byte[] image, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

    private static void AddToWord(byte[] image, int at, int difference) =>
        SetWord(image, at, unchecked(BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at)) + (uint)difference));

    private static void CopyWords(byte[] image, int from, int to, Random random)
    {
        int words = random.Next(1, 8);
        int last = ((to - from) / 4) - words;
        image.AsSpan(from + (random.Next(last) * 4), words * 4).CopyTo(image.AsSpan(from + (random.Next(last) * 4)));
    }
}
