using System.Runtime.CompilerServices;

namespace Sonde.Kernel;

/// <summary>Reads lines of <c>/proc/kallsyms</c>: <c>ffffffff81000000 T vfs_read</c>, with a tab and <c>[module]</c> behind it for a module's.</summary>
/// <remarks>In pieces that stay in the processor's cache: the whole list is some megabytes.</remarks>
internal static class KallsymsReader
{
    private const int PieceSize = 1 << 16;

    // The longest name that a kernel can be built with is 512 bytes; a longer line is none.
    private const int MaxLine = 1024;

    // Of an address.
    private const int Digits = 16;

    /// <param name="source">The list.</param>
    /// <param name="textRoom">About how many bytes of names it has.</param>
    public static KernelSymbolList Read(Stream source, int textRoom)
    {
        var list = new KernelSymbolList(textRoom);
        byte[] piece = new byte[PieceSize];
        int kept = 0;
        bool isInLongLine = false;
        while (source.Read(piece, kept, piece.Length - kept) is var read and > 0)
        {
            int length = kept + read;
            ReadOnlySpan<byte> lines = piece.AsSpan(0, length);
            if (isInLongLine)
            {
                int end = lines.IndexOf((byte)'\n');
                isInLongLine = end < 0;
                lines = isInLongLine ? default : lines[(end + 1)..];
            }

            lines = lines[ReadLines(lines, list)..];
            isInLongLine |= lines.Length > MaxLine;
            kept = isInLongLine ? 0 : lines.Length;
            lines[..kept].CopyTo(piece);
        }

        // The last line may have no end.
        ReadLine(piece.AsSpan(0, kept), list);
        return list.Sort();
    }

    private static int ReadLines(ReadOnlySpan<byte> lines, KernelSymbolList list)
    {
        int start = 0;
        while (lines[start..].IndexOf((byte)'\n') is var length and >= 0)
        {
            ReadLine(lines.Slice(start, length), list);
            start += length + 1;
        }

        return start;
    }

    private static void ReadLine(ReadOnlySpan<byte> line, KernelSymbolList list)
    {
        // Most data has data before it, and nothing of it is kept.
        if (line.Length > Digits + 1 && line[Digits] == ' ' && list.IsEnded && !KernelSymbolList.IsCode(line[Digits + 1]))
            return;
        ulong address = 0;
        int digits = 0;
        for (; digits < line.Length; digits++)
        {
            uint digit = HexDigit(line[digits]);
            if (digit > 15)
                break;
            if (digits == Digits)
                return;
            address = (address << 4) | digit;
        }

        // A hidden address is printed as zeros.
        if (address == 0 || line.Length < digits + 4 || line[digits] != ' ' || line[digits + 2] != ' ')
            return;
        ReadOnlySpan<byte> name = line[(digits + 3)..];
        ReadOnlySpan<byte> module = default;
        if (name[^1] == ']' && name.IndexOf((byte)'\t') is var tab and > 0)
        {
            module = name[(tab + 2)..^1];
            name = name[..tab];
        }

        list.Add(address, line[digits + 1], name, module);
    }

    // More than 15 for what is none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HexDigit(uint character)
    {
        uint digit = character - '0';
        uint letter = (character | 0x20) - 'a';
        return digit <= 9 ? digit : letter <= 5 ? letter + 10 : uint.MaxValue;
    }
}
