using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Hostile;

public sealed class MutationTests
{
    private static readonly byte[] Object = Clang.Compile("rich");
    private static readonly byte[] Types = Section(".BTF");
    private static readonly byte[] Lines = Section(".BTF.ext");

    private static readonly HostileInput Elf = new("ELF", typeof(ElfFormatException));
    private static readonly HostileInput Dwarf = new("DWARF", typeof(ElfFormatException), typeof(DwarfFormatException));
    private static readonly HostileInput TypesAndLines = new("BTF", typeof(BtfFormatException));
    private static readonly HostileInput BpfObject = new("BPF object", typeof(ElfFormatException), typeof(BtfFormatException));

    [Fact]
    public void Changed_elf_is_read_or_refused() => Assert.InRange(Elf.Mutate(seed: 1, Object, ReadElf), 1000, 19_000);

    [Theory]
    [InlineData(8, ".debug_info")]
    [InlineData(9, ".debug_abbrev")]
    [InlineData(10, ".debug_line")]
    [InlineData(11, ".debug_str_offsets")]
    public void Changed_debugging_information_is_read_or_refused(int seed, string section)
    {
        Assert.True(ElfFile.Parse(Object).TryGetSection(section, out ElfSection? changed));
        Dwarf.Mutate(seed, Object, ReadDebuggingInformation, (int)changed.Offset..(int)(changed.Offset + changed.Size), HostileInput.Count / 4);
    }

    [Fact]
    public void Changed_types_are_read_or_refused() => Assert.InRange(TypesAndLines.Mutate(seed: 5, Types, ReadTypes), 1000, 19_000);

    [Fact]
    public void Changed_lines_are_read_or_refused() => Assert.InRange(TypesAndLines.Mutate(seed: 7, Lines, ReadLines), 1000, 19_000);

    [Fact]
    public void Changed_objects_are_read_or_refused() => BpfObject.Mutate(seed: 3, Object, ReadObject, count: 6000);

    [Fact]
    public void Truncated_objects_are_read_or_refused() => BpfObject.Truncate(Object, ReadObject);

    [Fact]
    public void Truncated_types_are_read_or_refused() => TypesAndLines.Truncate(Types, ReadTypes);

    [Fact]
    public void Truncated_lines_are_read_or_refused() => TypesAndLines.Truncate(Lines, ReadLines);

    // Each type is walked by itself, so that one broken type does not hide the others.
    private static void ReadTypes(ReadOnlyMemory<byte> bytes)
    {
        Btf btf = Btf.Parse(bytes);
        foreach (BtfType type in btf)
        {
            try
            {
                ModelWalk.Walk(btf, type);
            }
            catch (BtfFormatException)
            {
            }
        }
    }

    private static void ReadLines(ReadOnlyMemory<byte> bytes) =>
        ModelWalk.Walk(BtfExt.Parse(bytes, Btf.Parse(Types)), "kprobe/vfs_read");

    private static void ReadElf(ReadOnlyMemory<byte> bytes) => ModelWalk.Walk(ElfFile.Parse(bytes));

    private static void ReadDebuggingInformation(ReadOnlyMemory<byte> bytes)
    {
        if (DwarfInfo.TryOpen(ElfFile.Parse(bytes), out DwarfInfo? info))
            ModelWalk.Walk(info);
    }

    private static void ReadObject(ReadOnlyMemory<byte> bytes) => ModelWalk.Walk(BpfObjectFile.Parse(bytes));

    private static byte[] Section(string name)
    {
        Assert.True(ElfFile.Parse(Object).TryGetSection(name, out ElfSection? section));
        return section.Data.ToArray();
    }
}
