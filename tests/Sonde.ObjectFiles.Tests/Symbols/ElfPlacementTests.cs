using Sonde.Testing;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>An object before it is linked, read as if it were placed where the linker placed it.</summary>
public sealed class ElfPlacementTests
{
    [Theory]
    [InlineData("gcc -gdwarf-5 -ffunction-sections")]
    [InlineData("gcc -gdwarf-4 -ffunction-sections -gz")]
    [InlineData("gcc -gdwarf-5")]
    [InlineData("clang -gdwarf-5 -ffunction-sections")]
    [InlineData("clang -gdwarf-4")]
    public void A_placed_object_has_the_frames_of_the_linked_program(string kind)
    {
        string program = NativeProgram.Build(kind);
        using ElfFile linked = ElfFile.Open(program);
        using ElfFile part = ElfFile.Open(Path.Combine(Path.GetDirectoryName(program)!, "program.o"));
        Dictionary<int, ulong> places = PlacesOf(part, linked);
        DwarfSymbols expected = Open(linked, null);
        DwarfSymbols placed = Open(part, new ElfPlacement(part, section => places.TryGetValue(section.Index, out ulong place) ? place : null));
        ulong[] addresses = [.. Addresses.Random(linked, 20_000).Where(address => places.Any(place =>
            address >= place.Value && address < place.Value + part.Sections[place.Key].Size))];
        Assert.True(addresses.Length > 5000);
        foreach (ulong address in addresses)
            Assert.Equal(Find(expected, address), Find(placed, address));
        Assert.Contains(addresses, address => Find(placed, address).Length > 2);
        Assert.Empty(placed.Problems);
    }

    [Fact]
    public void Code_that_is_not_in_memory_is_nowhere()
    {
        string program = NativeProgram.Build("gcc -gdwarf-5 -ffunction-sections");
        using ElfFile part = ElfFile.Open(Path.Combine(Path.GetDirectoryName(program)!, "program.o"));
        DwarfSymbols placed = Open(part, new ElfPlacement(part, _ => null));
        for (ulong address = 0; address < 0x1000; address++)
            Assert.Empty(Find(placed, address));
    }

    [Fact]
    public void Only_objects_that_are_not_linked_are_placed()
    {
        using ElfFile linked = ElfFile.Open(NativeProgram.Build("gcc -gdwarf-5"));
        Assert.Contains("relocatable", Assert.Throws<ElfFormatException>(() => new ElfPlacement(linked, _ => 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(21, ".rela.debug_info")]
    [InlineData(22, ".rela.debug_line")]
    [InlineData(23, ".symtab")]
    [InlineData(24, null)]
    public void Changed_objects_are_read_or_refused(int seed, string? section)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-").FullName;
        try
        {
            Toolchain.Run(folder, Toolchain.Gcc, "-xc", "-O2", "-gdwarf-5", "-c", Path.Combine(AppContext.BaseDirectory, "Symbols", "Sources", "tiny.c"), "-o", "tiny.o");
            byte[] image = File.ReadAllBytes($"{folder}/tiny.o");
            Range part = ..image.Length;
            if (section is not null)
            {
                Assert.True(ElfFile.Parse(image).TryGetSection(section, out ElfSection? changed));
                part = (int)changed.Offset..(int)(changed.Offset + changed.Size);
            }

            new HostileInput("DWARF of an object", typeof(ElfFormatException), typeof(DwarfFormatException)).Mutate(seed, image, Read, part);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Read(ReadOnlyMemory<byte> bytes)
    {
        const ulong Text = 0xffffffffc0001000;
        ElfFile file = ElfFile.Parse(bytes);
        if (file.Type != ElfType.Relocatable)
            return;
        var placement = new ElfPlacement(file, section => section.Name == ".text" ? Text : null);
        if (!DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out _, sectionLimit: 1 << 16, placement))
            return;
        var frames = new DwarfFrame[8];
        for (ulong address = Text; address < Text + 0x200; address += 4)
            symbols.Find(address, frames);
    }

    // Each section with a function in it is where the linked program has that function.
    private static Dictionary<int, ulong> PlacesOf(ElfFile part, ElfFile linked)
    {
        Dictionary<string, ulong> addresses = [];
        foreach (ElfSymbol symbol in linked.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Function && symbol.IsDefined)
                addresses[symbol.Name] = symbol.Value;
        }

        Dictionary<int, ulong> places = [];
        foreach (ElfSymbol symbol in part.Symbols)
        {
            if (symbol.Type == ElfSymbolType.Function && symbol.IsDefined && addresses.TryGetValue(symbol.Name, out ulong address))
                places[symbol.SectionIndex] = address - symbol.Value;
        }

        return places;
    }

    private static DwarfSymbols Open(ElfFile file, ElfPlacement? placement)
    {
        Assert.True(DwarfSymbols.TryOpen(file, null, out DwarfSymbols? symbols, out _, placement: placement));
        return symbols;
    }

    private static DwarfFrame[] Find(DwarfSymbols symbols, ulong address)
    {
        var frames = new DwarfFrame[32];
        return frames[..symbols.Find(address, frames)];
    }
}
