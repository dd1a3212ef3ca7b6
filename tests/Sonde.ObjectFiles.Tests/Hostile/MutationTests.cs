namespace Sonde.ObjectFiles.Tests.Hostile;

public sealed class MutationTests
{
    private const int Timeout = 60_000;

    private static readonly byte[] Object = Clang.Compile("rich");
    private static readonly byte[] Types = Section(".BTF");
    private static readonly byte[] Lines = Section(".BTF.ext");

    [Fact(Timeout = Timeout)]
    public Task Truncated_objects_are_read_or_refused() => Task.Run(() => Mutations.Truncate(Object, ReadObject));

    [Fact(Timeout = Timeout)]
    public Task Truncated_types_are_read_or_refused() => Task.Run(() => Mutations.Truncate(Types, ReadTypes));

    [Fact(Timeout = Timeout)]
    public Task Truncated_lines_are_read_or_refused() => Task.Run(() => Mutations.Truncate(Lines, ReadLines));

    [Theory(Timeout = Timeout)]
    [InlineData(1)]
    [InlineData(2)]
    public Task Changed_elf_is_read_or_refused(int seed) => Task.Run(() => Mutations.Flip(Object, seed, 3000, ReadElf));

    [Theory(Timeout = Timeout)]
    [InlineData(3)]
    [InlineData(4)]
    public Task Changed_objects_are_read_or_refused(int seed) => Task.Run(() => Mutations.Flip(Object, seed, 3000, ReadObject));

    [Theory(Timeout = Timeout)]
    [InlineData(5)]
    [InlineData(6)]
    public Task Changed_types_are_read_or_refused(int seed) => Task.Run(() => Mutations.Flip(Types, seed, 5000, ReadTypes));

    [Theory(Timeout = Timeout)]
    [InlineData(7)]
    public Task Changed_lines_are_read_or_refused(int seed) => Task.Run(() => Mutations.Flip(Lines, seed, 5000, ReadLines));

    [Theory(Timeout = Timeout)]
    [InlineData(8, ".debug_info")]
    [InlineData(9, ".debug_abbrev")]
    [InlineData(10, ".debug_line")]
    [InlineData(11, ".debug_str_offsets")]
    public Task Changed_debugging_information_is_read_or_refused(int seed, string section)
    {
        Assert.True(ElfFile.Parse(Object).TryGetSection(section, out ElfSection? changed));
        Range part = (int)changed.Offset..(int)(changed.Offset + changed.Size);
        return Task.Run(() => Mutations.Flip(Object, part, seed, 3000, ReadDebuggingInformation));
    }

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
        Assert.True(DwarfInfo.TryOpen(ElfFile.Parse(bytes), out DwarfInfo? info));
        ModelWalk.Walk(info);
    }

    private static void ReadObject(ReadOnlyMemory<byte> bytes) => ModelWalk.Walk(BpfObjectFile.Parse(bytes));

    private static byte[] Section(string name)
    {
        Assert.True(ElfFile.Parse(Object).TryGetSection(name, out ElfSection? section));
        return section.Data.ToArray();
    }
}
