using System.Buffers.Binary;

namespace Sonde.ObjectFiles.Tests.Hostile;

/// <summary>What no flipped byte makes: small debugging information that asks for much work.</summary>
public sealed class HostileDwarfTests
{
    private readonly byte[] _object = Clang.Compile("rich").ToArray();

    [Fact]
    public void Tables_of_abbreviations_that_overlap_are_refused()
    {
        Span<byte> abbreviations = Section(".debug_abbrev");
        abbreviations.Clear();
        // Every fifth byte begins a table that goes to the end.
        for (int at = 0; at + 5 < abbreviations.Length; at += 5)
            (abbreviations[at], abbreviations[at + 1]) = (1, 0x34);
        Span<byte> info = Section(".debug_info");
        info.Clear();
        int unit = 0;
        for (; (unit + 2) * 11 <= info.Length && unit < 4; unit++)
            WriteHeader(info.Slice(unit * 11), length: 7, abbreviations: 5 * unit);
        WriteHeader(info.Slice(unit * 11), length: info.Length - (unit * 11) - 4, abbreviations: 0);

        Assert.Equal(".debug_abbrev is corrupt", Refusal("tables overlap"));
    }

    [Fact]
    public void Names_that_overlap_without_end_are_refused()
    {
        byte[] table = [1, 0x11, 1, 0x10, 0x17, 0, 0, 2, 0x34, 0, 0x03, 0x0e, 0x3a, 0x0b, 0x3b, 0x0b, 0, 0, 0];
        table.CopyTo(Section(".debug_abbrev"));
        Span<byte> strings = Section(".debug_str");
        strings.Fill((byte)'a');
        strings[^1] = 0;
        Span<byte> info = Section(".debug_info");
        info.Clear();
        WriteHeader(info, length: info.Length - 4, abbreviations: 0);
        info[11] = 1;
        for (int at = 16, name = 0; at + 7 < info.Length; at += 7, name++)
        {
            info[at] = 2;
            BinaryPrimitives.WriteInt32LittleEndian(info.Slice(at + 1), name);
            info[at + 6] = 1;
        }

        Assert.Equal(".debug_str is corrupt", Refusal("texts overlap"));
    }

    private static void WriteHeader(Span<byte> unit, int length, int abbreviations)
    {
        BinaryPrimitives.WriteInt32LittleEndian(unit, length);
        unit[4] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(unit.Slice(6), abbreviations);
        unit[10] = 8;
    }

    private string Refusal(string what)
    {
        Assert.True(DwarfInfo.TryOpen(ElfFile.Parse(_object), out DwarfInfo? info));
        string message = Assert.Throws<DwarfFormatException>(info.ReadDeclarations).Message;
        Assert.EndsWith(": " + what, message, StringComparison.Ordinal);
        return message.Split(" at ")[0];
    }

    private Span<byte> Section(string name)
    {
        Assert.True(ElfFile.Parse(_object).TryGetSection(name, out ElfSection? section));
        return _object.AsSpan((int)section.Offset, (int)section.Size);
    }
}
