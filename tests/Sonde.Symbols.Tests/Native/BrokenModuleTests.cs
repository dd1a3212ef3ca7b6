using Sonde.ObjectFiles;
using Sonde.Testing;

namespace Sonde.Symbols.Tests.Native;

/// <summary>Broken copies of files, opened and asked for all that a module tells.</summary>
public sealed class BrokenModuleTests : IDisposable
{
    private const string Source = """
        extern int other(int);
        static inline __attribute__((always_inline)) int twice(int n) { return n * 2; }
        static __attribute__((noinline)) int hidden(int n) { return twice(n) + other(n); }
        int shown(int n) { return hidden(n) + 1; }
        """;

    // Sections are read once for each thing that is asked for, and two files are read at a time.
    private readonly HostileInput _elf = new("ELF", typeof(ElfFormatException)) { BytesPerByte = 256, FixedBytes = 1 << 20 };
    private readonly Built _built = new();

    private string Broken => $"{_built.Folder}/broken";

    public void Dispose() => _built.Dispose();

    [Fact]
    public void A_broken_file_with_all_its_symbols_is_read_or_refused()
    {
        string path = Library("whole");
        Assert.Equal(("hidden", 3), Named(path, _built.AddressOf(path, "hidden")));
        Assert.InRange(_elf.Mutate(seed: 31, File.ReadAllBytes(path), Read), 1000, HostileInput.Count - 1000);
    }

    [Fact]
    public void A_broken_file_with_symbols_of_its_own_and_of_others_is_read_or_refused()
    {
        string path = Library("stripped");
        ulong hidden = _built.AddressOf(path, "hidden");
        _built.Run("objcopy", "--only-keep-debug", path, "far.debug");
        _built.Run("objcopy", "--strip-debug", path, "carried");
        _built.Run("xz", "carried");
        _built.Run("strip", path);
        _built.Run("objcopy", "--add-section", ".gnu_debugdata=carried.xz", path);
        Assert.Equal(("hidden", 0), Named(path, hidden));
        _built.Run("objcopy", "--add-gnu-debuglink=far.debug", path, "linked");
        Assert.Equal(("hidden", 3), Named($"{_built.Folder}/linked", hidden));
        Assert.InRange(
            _elf.Mutate(seed: 32, File.ReadAllBytes(path), Read, count: HostileInput.Count / 2)
                + _elf.Mutate(seed: 33, File.ReadAllBytes($"{_built.Folder}/linked"), Read, count: HostileInput.Count / 2),
            1000,
            HostileInput.Count - 1000);
    }

    private string Library(string name) => _built.Program(name, Source, "-O1", "-shared", "-fPIC", "-nostdlib", "-Wl,--build-id=none");

    private static (string? Name, int Line) Named(string path, ulong address)
    {
        using NativeModule module = NativeModule.Open(path, []);
        SymbolFrame frame = module.Resolve(address, "m");
        return (frame.Name, frame.Line);
    }

    private void Read(ReadOnlyMemory<byte> bytes)
    {
        File.WriteAllBytes(Broken, bytes.Span);
        using NativeModule module = NativeModule.Open(Broken, []);
        for (ulong address = 0x1000; address < 0x1080; address += 4)
        {
            SymbolFrame frame = module.Resolve(address, "m");
            Assert.True(frame.Name is not null || frame.Reason != UnknownReason.None);
            Assert.DoesNotContain('\n', frame.Explanation ?? "");
            // A name that is no UTF-8 is shown with marks in place of what is none.
            if (module.TryFind(address, out NativeSymbol function) && !function.Name.Contains('\ufffd'))
                Assert.NotEmpty(module.FindByName(function.Name));
            if (module.TryGetFileOffset(address, out ulong offset))
                module.TryGetAddress(offset, out _);
        }

        if (UnwindModule.FromBytes(bytes).Table is not { } table)
            return;
        for (ulong address = 0x1000; address < 0x1080; address += 4)
            table.TryFind(address, out _);
    }
}
