using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles.Tests;

public sealed class ElfFileTests
{
    private static readonly string LibcPath = Libc.Path;
    private static readonly ElfFile LibcFile = ElfFile.Parse(File.ReadAllBytes(LibcPath));

    [Fact]
    public void Object_from_clang_has_its_sections()
    {
        ElfFile elf = ElfFile.Parse(Clang.Compile("rich"));
        Assert.Equal((ElfClass.Bits64, ElfMachine.Bpf, ElfType.Relocatable), (elf.Class, elf.Machine, elf.Type));
        Assert.True(elf.TryGetSection("license", out ElfSection? license));
        Assert.Equal("GPL\0", System.Text.Encoding.ASCII.GetString(license.Data.Span));
        Assert.True(elf.TryGetSection(".bss", out ElfSection? bss));
        Assert.Equal((32ul, 0), (bss.Size, bss.Data.Length));
        Assert.False(elf.TryGetSection(".nothing", out _));
    }

    [Fact]
    public void Section_data_is_a_view_of_the_image()
    {
        byte[] image = Clang.Compile("rich");
        Assert.True(ElfFile.Parse(image).TryGetSection(".BTF", out ElfSection? section));
        Assert.True(MemoryMarshal.TryGetArray(section.Data, out ArraySegment<byte> segment));
        Assert.Same(image, segment.Array);
    }

    [Fact]
    public void Shared_library_is_read_in_full() => Assert.True(ModelWalk.Walk(LibcFile) > 10_000);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Libc_has_the_function_write()
    {
        Assert.True(LibcFile.DynamicSymbols.TryFind("write"u8, out ElfSymbol write));
        Assert.Equal((ElfSymbolType.Function, "write"), (write.Type, write.Name));
        Assert.True(LibcFile.TryGetFileOffset(write.Value, out ulong offset));
        Assert.True(LibcFile.TryGetSection(".text", out ElfSection? text));
        Assert.InRange(offset, text.Offset, text.Offset + text.Size - write.Size);
    }

    [Fact]
    public void File_offset_leads_to_the_same_bytes_that_run()
    {
        Assert.True(LibcFile.DynamicSymbols.TryFind("write"u8, out ElfSymbol write));
        Assert.True(LibcFile.TryGetFileOffset(write.Value, out ulong offset));
        nint running = NativeLibrary.GetExport(NativeLibrary.Load(LibcPath), "write");
        byte[] inMemory = new byte[16];
        Marshal.Copy(running, inMemory, 0, inMemory.Length);
        Assert.Equal(inMemory, LibcFile.Image.Slice((int)offset, inMemory.Length).ToArray());
    }

    [Fact]
    public void Address_outside_of_the_file_has_no_offset() => Assert.False(LibcFile.TryGetFileOffset(ulong.MaxValue, out _));

    [Fact]
    public void Build_id_is_the_one_that_the_linker_wrote()
    {
        Assert.True(LibcFile.TryGetBuildId(out ReadOnlyMemory<byte> id));
        Assert.True(LibcFile.TryGetSection(".note.gnu.build-id", out ElfSection? note));
        Assert.Equal(20, id.Length);
        Assert.True(note.Data.Span.EndsWith(id.Span));
    }

    // A program's properties come first in notes of 8 bytes: their names and contents are padded from the start of each note.
    [Theory]
    [InlineData(4, 12, 12)]
    [InlineData(8, 12, 16)]
    [InlineData(8, 16, 16)]
    public void Build_id_is_found_behind_notes_of_either_alignment(ulong alignment, int size, int padded)
    {
        byte[] first = [4, 0, 0, 0, (byte)size, 0, 0, 0, 5, 0, 0, 0, .. "GNU\0"u8, .. new byte[padded]];
        byte[] second = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, .. "GNU\0"u8, .. Enumerable.Repeat<byte>(0xab, 20)];
        Assert.True(ElfNotes.TryFindBuildId((byte[])[.. first, .. second], alignment, out ReadOnlyMemory<byte> id));
        Assert.Equal(Enumerable.Repeat<byte>(0xab, 20), id.ToArray());
    }

    [Fact]
    public void Object_without_notes_has_no_build_id() => Assert.False(ElfFile.Parse(Clang.Compile("bare")).TryGetBuildId(out _));

    [Fact]
    public void Symbol_by_index_is_the_symbol_of_the_walk()
    {
        ElfSymbolTable symbols = LibcFile.DynamicSymbols;
        int index = 0;
        foreach (ElfSymbol symbol in symbols)
        {
            Assert.Equal(symbol.Name, symbols[index].Name);
            index++;
        }

        Assert.Equal(symbols.Count, index);
        Assert.Throws<ArgumentOutOfRangeException>(() => LibcFile.DynamicSymbols[index].Value);
    }
}
