using System.Buffers.Binary;
using Sonde.ObjectFiles;

namespace Sonde.Symbols.Tests.Native;

/// <summary>Files made to take far more memory or time than they have bytes.</summary>
public sealed class HostileModuleTests : IDisposable
{
    private const int Timeout = 60_000;
    private const int Many = 4000;

    private readonly Built _built = new();

    private string Path => $"{_built.Folder}/hostile";

    public void Dispose() => _built.Dispose();

    [Fact(Timeout = Timeout)]
    public Task One_long_name_of_many_symbols_is_refused() => Task.Run(() =>
    {
        WriteSymbols(nameLength: 1 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<ElfFormatException>(() => NativeModule.Open(Path)).Message;
        Assert.StartsWith($"{Path}: ", message, StringComparison.Ordinal);
        Assert.Contains("the names of its symbols overlap", message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    });

    [Fact]
    public void A_usual_name_of_many_symbols_is_read()
    {
        WriteSymbols(nameLength: 60);
        using NativeModule module = NativeModule.Open(Path);
        Assert.Equal(Many, module.Count);
    }

    [Fact(Timeout = Timeout)]
    public Task One_long_name_of_many_stubs_is_refused() => Task.Run(() =>
    {
        const ulong Slot = 0x100000;
        var elf = new ElfBuilder();
        byte[] stubs = new byte[16 * Many];
        for (int i = 0; i < Many; i++)
        {
            stubs[16 * i] = 0xff;
            stubs[(16 * i) + 1] = 0x25;
            BinaryPrimitives.WriteInt32LittleEndian(stubs.AsSpan((16 * i) + 2), (int)Slot - ((16 * i) + 6));
        }

        byte[] relocation = new byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(relocation, Slot);
        BinaryPrimitives.WriteUInt64LittleEndian(relocation.AsSpan(8), (1UL << 32) | 7);
        elf.Add(".plt", ElfBuilder.ProgramBits, stubs, ElfBuilder.Allocate | ElfBuilder.Execute, entrySize: 16);
        elf.Add(".rela.plt", ElfBuilder.RelocationsWithAddends, relocation, ElfBuilder.Allocate, entrySize: 24);
        int names = elf.Add(".dynstr", ElfBuilder.StringTable, Names(1 << 20));
        elf.Add(".dynsym", ElfBuilder.DynamicSymbols, [.. new byte[24], .. ElfBuilder.Function(1, 0, 0, 0)], link: names, entrySize: 24);
        elf.Write(Path);
        string message = Assert.Throws<ElfFormatException>(() => NativeModule.Open(Path)).Message;
        Assert.Contains("the names of its symbols overlap", message, StringComparison.Ordinal);
    });

    [Fact(Timeout = Timeout)]
    public Task Notes_that_claim_a_whole_large_file_are_not_read() => Task.Run(() =>
    {
        new ElfBuilder { NoteSegments = 1000 }.Write(Path, 1L << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using NativeModule module = NativeModule.Open(Path);
        Assert.Null(module.BuildId);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    });

    [Fact(Timeout = Timeout)]
    public Task A_debug_file_of_a_terabyte_is_not_read_for_its_checksum() => Task.Run(() =>
    {
        var elf = new ElfBuilder();
        byte[] link = new byte[16];
        "far.debug"u8.CopyTo(link);
        elf.Add(".gnu_debuglink", ElfBuilder.ProgramBits, link);
        elf.Write(Path);
        new ElfBuilder().Write($"{_built.Folder}/far.debug", 1L << 40);
        using NativeModule module = NativeModule.Open(Path);
        Assert.Null(module.DebugFile);
    });

    private void WriteSymbols(int nameLength)
    {
        var elf = new ElfBuilder();
        int code = elf.Add(".text", ElfBuilder.ProgramBits, new byte[16], ElfBuilder.Allocate | ElfBuilder.Execute, 0x1000);
        int names = elf.Add(".strtab", ElfBuilder.StringTable, Names(nameLength));
        elf.Add(
            ".symtab",
            ElfBuilder.SymbolTable,
            [.. new byte[24], .. Enumerable.Range(0, Many).SelectMany(i => ElfBuilder.Function(1, (ushort)code, (ulong)(0x1000 + i), 1))],
            link: names,
            entrySize: 24);
        elf.Write(Path);
    }

    private static byte[] Names(int length)
    {
        byte[] names = new byte[length + 2];
        names.AsSpan(1, length).Fill((byte)'a');
        return names;
    }
}
