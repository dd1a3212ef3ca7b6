using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Symbols.Tests.Native;

/// <summary>Which name an address has, of a symbol table in which each case stands by itself.</summary>
public sealed class FunctionNamesTests : IDisposable
{
    private const ulong Code = 0x1000;
    private const ulong CodeEnd = 0x1100;

    private readonly Built _built = new();

    public void Dispose() => _built.Dispose();

    [Fact]
    public void Of_names_at_one_address_a_global_one_goes_before_a_local_and_a_weak_one()
    {
        using NativeModule module = Module(
            new("local_and_longer", 0x1000, 16, Binding: ElfSymbolBinding.Local),
            new("shown", 0x1000, 16),
            new("weak_and_much_longer", 0x1000, 16, Binding: ElfSymbolBinding.Weak),
            new("weak_and_longer", 0x1010, 16, Binding: ElfSymbolBinding.Weak),
            new("local", 0x1010, 16, Binding: ElfSymbolBinding.Local));
        Assert.Equal(("shown", "local"), (NameAt(module, 0x1004), NameAt(module, 0x1014)));
    }

    [Fact]
    public void Of_names_at_one_address_one_with_a_size_goes_before_one_without()
    {
        using NativeModule module = Module(new("without_a_size", 0x1000, 0), new("sized", 0x1000, 16, Binding: ElfSymbolBinding.Local));
        Assert.Equal("sized", NameAt(module, 0x1008));
    }

    [Fact]
    public void A_function_without_a_size_goes_to_the_next_and_the_last_to_the_end_of_its_section()
    {
        using NativeModule module = Module(new("first", 0x1000, 0), new("second", 0x1040, 16), new("last", 0x1080, 0));
        Assert.Equal(("first", "second", null), (NameAt(module, 0x103f), NameAt(module, 0x104f), NameAt(module, 0x1050)));
        Assert.Equal(("last", null), (NameAt(module, CodeEnd - 1), NameAt(module, CodeEnd)));
    }

    [Fact]
    public void A_function_ends_where_the_next_begins_whatever_its_size_says()
    {
        using NativeModule module = Module(new("large", 0x1000, 64), new("next", 0x1010, 8));
        Assert.True(module.TryFind(0x1008, out NativeSymbol large));
        Assert.Equal(0x10u, large.Size);
        Assert.Equal(("next", null), (NameAt(module, 0x1010), NameAt(module, 0x1020)));
    }

    [Fact]
    public void A_label_within_a_function_is_a_place_in_it_and_one_outside_of_any_is_a_function()
    {
        using NativeModule module = Module(
            new("function", 0x1000, 32),
            new("label_in_it", 0x1010, 0, ElfSymbolType.None),
            new("label", 0x1020, 0, ElfSymbolType.None));
        Assert.Equal(("function", "label"), (NameAt(module, 0x1018), NameAt(module, 0x1030)));
    }

    [Fact]
    public void Labels_of_the_assembler_and_what_is_no_code_name_nothing()
    {
        using NativeModule module = Module(
            new(".Lblock", 0x1000, 0, ElfSymbolType.None),
            new("$x", 0x1010, 0, ElfSymbolType.None),
            new("variable", 0x1020, 8, ElfSymbolType.Data));
        Assert.Equal(0, module.Count);
    }

    // The bytes are what binutils write: adrp x16, 0x11 pages further; ldr x17, [x16, #24]; add; br.
    [Fact]
    public void A_stub_of_arm64_is_named_by_the_slot_of_its_page()
    {
        var elf = new ElfBuilder { Machine = ElfMachine.Arm64 };
        byte[] stub = [.. BitConverter.GetBytes(0xb0000090), .. BitConverter.GetBytes(0xf9400e11), .. BitConverter.GetBytes(0x91006210), .. BitConverter.GetBytes(0xd61f0220)];
        elf.Add(".plt", ElfBuilder.ProgramBits, [.. new byte[32], .. stub], ElfBuilder.Allocate | ElfBuilder.Execute, 0x10000, entrySize: 16);
        elf.Add(".rela.plt", ElfBuilder.RelocationsWithAddends, [.. BitConverter.GetBytes(0x21018ul), .. BitConverter.GetBytes((1UL << 32) | 1026), .. new byte[8]], ElfBuilder.Allocate, entrySize: 24);
        int names = elf.Add(".dynstr", ElfBuilder.StringTable, "\0malloc\0"u8.ToArray());
        elf.Add(".dynsym", ElfBuilder.DynamicSymbols, [.. new byte[24], .. ElfBuilder.Function(1, 0, 0, 0)], link: names, entrySize: 24);
        using NativeModule module = Open(elf);
        Assert.Equal(("malloc@plt", null), (NameAt(module, 0x10024), NameAt(module, 0x10014)));
    }

    private static string? NameAt(NativeModule module, ulong address) => module.TryFind(address, out NativeSymbol function) ? function.Name : null;

    private NativeModule Module(params Named[] symbols)
    {
        var elf = new ElfBuilder();
        var code = (ushort)elf.Add(".text", ElfBuilder.ProgramBits, new byte[CodeEnd - Code], ElfBuilder.Allocate | ElfBuilder.Execute, Code);
        var text = new StringBuilder("\0");
        var entries = new List<byte>(new byte[24]);
        foreach (Named each in symbols)
        {
            entries.AddRange(ElfBuilder.Symbol((uint)text.Length, code, each.Start, each.Size, each.Type, each.Binding));
            text.Append(each.Name).Append('\0');
        }

        int names = elf.Add(".strtab", ElfBuilder.StringTable, Encoding.ASCII.GetBytes(text.ToString()));
        elf.Add(".symtab", ElfBuilder.SymbolTable, [.. entries], link: names, entrySize: 24);
        return Open(elf);
    }

    private NativeModule Open(ElfBuilder elf)
    {
        elf.Write($"{_built.Folder}/built");
        return NativeModule.Open($"{_built.Folder}/built", []);
    }

    private sealed record Named(
        string Name, ulong Start, ulong Size, ElfSymbolType Type = ElfSymbolType.Function, ElfSymbolBinding Binding = ElfSymbolBinding.Global);
}
