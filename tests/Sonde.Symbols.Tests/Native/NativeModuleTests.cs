using System.Globalization;

namespace Sonde.Symbols.Tests.Native;

public sealed class NativeModuleTests : IDisposable
{
    private const string Source = """
        #include <stdlib.h>
        #include <string.h>
        static int __attribute__((noinline)) hidden(int n) { return n * 3; }
        int __attribute__((noinline)) shown(int n) { return hidden(n) + 1; }
        extern __typeof(shown) other __attribute__((alias("shown")));
        extern __typeof(shown) __under __attribute__((alias("shown")));
        int main(int argc, char **argv) { char *p = malloc(argc); memset(p, argc, argc); free(p); return shown(argc) + atoi(argv[0]); }
        """;

    private readonly Built _built = new();

    public void Dispose() => _built.Dispose();

    [Fact]
    public void Functions_are_found_by_address_and_by_name()
    {
        string path = _built.Program("plain", Source);
        NativeModule module = NativeModule.Open(path);
        ulong address = _built.AddressOf(path, "hidden");

        Assert.True(module.TryFind(address + 1, out NativeSymbol symbol));
        Assert.Equal(("hidden", address), (symbol.Name, symbol.Start));
        Assert.False(module.TryFind(symbol.Start + symbol.Size, out NativeSymbol next) && next.Name == "hidden");
        Assert.Equal(symbol, Assert.Single(module.FindByName("hidden")));
        Assert.Empty(module.FindByName("hidde"));
        Assert.True(module.TryGetFileOffset(address, out ulong offset) && module.TryGetAddress(offset, out ulong back) && back == address);
        Assert.False(module.TryGetFileOffset(ulong.MaxValue, out _));
    }

    [Fact]
    public void Of_several_names_it_is_the_longest_with_fewest_underscores()
    {
        string path = _built.Program("aliases", Source);
        Assert.True(NativeModule.Open(path).TryFind(_built.AddressOf(path, "shown"), out NativeSymbol symbol));
        Assert.Equal("shown", symbol.Name);
    }

    [Theory]
    [InlineData("-fcf-protection=none")]
    [InlineData("-fcf-protection=full")]
    [InlineData("-fno-plt")]
    [InlineData("-Wl,-z,now")]
    public void Stubs_are_named_by_what_they_jump_to(string option)
    {
        string path = _built.Program("stubs", Source, "-O1", "-fno-builtin", option);
        NativeModule module = NativeModule.Open(path);
        // What the disassembler calls them is the measure.
        var expected = _built.Run("objdump", "-d", "-j", ".plt", "-j", ".plt.sec", "-j", ".plt.got", path).Split('\n')
            .Where(line => line.EndsWith("@plt>:", StringComparison.Ordinal))
            .Select(line => (Address: Convert.ToUInt64(line[..16], 16), Name: line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..^2]))
            .ToList();
        foreach ((ulong address, string name) in expected)
        {
            Assert.True(module.TryFind(address + 6, out NativeSymbol stub), string.Create(CultureInfo.InvariantCulture, $"nothing at {address:x}, {name}"));
            Assert.Equal((name, address), (stub.Name, stub.Start));
        }

        Assert.Equal(option != "-fno-plt", expected.Count > 3);
    }

    [Fact]
    public void A_stripped_file_has_its_names_from_the_debug_file_of_its_build()
    {
        string path = _built.Program("stripped", Source, "-Wl,--build-id");
        ulong address = _built.AddressOf(path, "hidden");
        string buildId = NativeModule.Open(path).BuildId!;
        string folder = Directory.CreateDirectory($"{_built.Folder}/debug/.build-id/{buildId[..2]}").FullName;
        _built.Run("objcopy", "--only-keep-debug", path, $"{folder}/{buildId[2..]}.debug");
        _built.Run("strip", path);
        Assert.False(NativeModule.Open(path).TryFind(address, out _));

        NativeModule module = NativeModule.Open(path, [$"{_built.Folder}/debug"]);

        Assert.Equal($"{folder}/{buildId[2..]}.debug", module.DebugFile);
        Assert.True(module.TryFind(address, out NativeSymbol symbol));
        Assert.Equal("hidden", symbol.Name);
    }

    [Theory]
    [InlineData("linked.debug")]
    [InlineData(".debug/linked.debug")]
    public void A_stripped_file_has_its_names_from_the_file_that_it_links_to(string place)
    {
        string path = _built.Program("linked", Source, "-Wl,--build-id=none");
        ulong address = _built.AddressOf(path, "hidden");
        Directory.CreateDirectory($"{_built.Folder}/.debug");
        _built.Run("objcopy", "--only-keep-debug", path, place);
        _built.Run("strip", path);
        _built.Run("objcopy", $"--add-gnu-debuglink={place}", path);

        Assert.True(NativeModule.Open(path).TryFind(address, out NativeSymbol symbol));
        Assert.Equal("hidden", symbol.Name);

        // A file of that name that is another is not taken.
        File.AppendAllText($"{_built.Folder}/{place}", "x");
        NativeModule changed = NativeModule.Open(path);
        Assert.Null(changed.DebugFile);
        Assert.False(changed.TryFind(address, out _));
    }

    [Fact]
    public void A_linked_file_of_the_same_build_is_taken_whatever_its_checksum()
    {
        string path = _built.Program("same", Source, "-Wl,--build-id");
        ulong address = _built.AddressOf(path, "hidden");
        _built.Run("objcopy", "--only-keep-debug", path, "same.debug");
        _built.Run("strip", path);
        _built.Run("objcopy", "--add-gnu-debuglink=same.debug", path);
        // Tools that compress a debug file change its checksum and not its build.
        File.AppendAllText($"{_built.Folder}/same.debug", "x");
        Assert.True(NativeModule.Open(path, []).TryFind(address, out NativeSymbol symbol));
        Assert.Equal("hidden", symbol.Name);
    }

    [Fact]
    public void A_stripped_file_has_its_names_from_the_symbols_that_it_carries()
    {
        string path = _built.Program("carrier", Source, "-Wl,--build-id=none");
        ulong address = _built.AddressOf(path, "hidden");
        _built.Run("objcopy", "--strip-debug", path, "carried");
        _built.Run("xz", "carried");
        _built.Run("strip", path);
        Assert.False(NativeModule.Open(path, []).TryFind(address, out _));
        _built.Run("objcopy", "--add-section", ".gnu_debugdata=carried.xz", path);
        Assert.True(NativeModule.Open(path, []).TryFind(address, out NativeSymbol symbol));
        Assert.Equal("hidden", symbol.Name);
    }

    [Fact]
    public void A_link_that_leads_out_of_its_folder_is_not_followed()
    {
        string path = _built.Program("escape", Source, "-Wl,--build-id=none");
        _built.Run("objcopy", "--only-keep-debug", path, "secret.debug");
        _built.Run("strip", path);
        // The link's content: a name with a path, NUL, filling, a checksum.
        byte[] link = new byte[24];
        "../secret.debug"u8.CopyTo(link);
        File.WriteAllBytes($"{_built.Folder}/link", link);
        _built.Run("objcopy", "--add-section", ".gnu_debuglink=link", path);
        Assert.Null(NativeModule.Open(path).DebugFile);
    }

    [Fact]
    public void What_is_missing_is_told()
    {
        string path = _built.Program("bare", Source, "-Wl,--build-id=0x0123456789", "-Wl,--strip-all");
        SymbolFrame frame = new Symbolizer().ResolveFile(path, FileOffsetOfText(path));
        Assert.Equal((null, UnknownReason.Stripped), (frame.Name, frame.Reason));
        Assert.Contains("no debug file of build 0123456789 was found", frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_debug_source_is_asked_for_the_build_and_another_build_refused()
    {
        string path = _built.Program("fetched", Source, "-Wl,--build-id=0xaabbcc");
        ulong address = _built.AddressOf(path, "hidden");
        File.Copy(path, $"{_built.Folder}/whole");
        string other = _built.Program("other", Source, "-Wl,--build-id=0xddeeff");
        _built.Run("strip", path);
        ulong offset = NativeModule.Open(path).TryGetFileOffset(address, out ulong place) ? place : 0;

        var source = new OneFile($"{_built.Folder}/whole");
        Assert.Equal("hidden", new Symbolizer(new() { DebugInfoSource = source }).ResolveFile(path, offset).Name);
        Assert.Equal("aabbcc", source.Asked);
        Assert.Null(new Symbolizer(new() { DebugInfoSource = new OneFile(other) }).ResolveFile(path, offset).Name);
    }

    [Fact]
    public void What_is_no_elf_file_is_refused()
    {
        File.WriteAllText($"{_built.Folder}/text", "no program");
        Assert.ThrowsAny<FormatException>(() => NativeModule.Open($"{_built.Folder}/text"));
        Assert.ThrowsAny<IOException>(() => NativeModule.Open($"{_built.Folder}/nothing"));
        Assert.Equal(UnknownReason.UnreadableFile, new Symbolizer().ResolveFile($"{_built.Folder}/text", 0).Reason);
        Assert.Equal(UnknownReason.FileGone, new Symbolizer().ResolveFile($"{_built.Folder}/nothing", 0).Reason);
    }

    private static ulong FileOffsetOfText(string path)
    {
        var file = ObjectFiles.ElfFile.Parse(File.ReadAllBytes(path));
        return file.TryGetSection(".text", out ObjectFiles.ElfSection? text) ? text.Offset + 8 : 0;
    }

    private sealed class OneFile(string path) : IDebugInfoSource
    {
        public string? Asked { get; private set; }

        public string? TryFetch(string buildId)
        {
            Asked = buildId;
            return path;
        }
    }
}
