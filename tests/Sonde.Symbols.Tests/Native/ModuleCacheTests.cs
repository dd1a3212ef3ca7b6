using System.Text;
using Sonde.Kernel;

namespace Sonde.Symbols.Tests.Native;

/// <summary>Files of mappings without the kernel's own links to them, which take a capability: here, because nothing is mapped at these addresses.</summary>
public sealed class ModuleCacheTests : IDisposable
{
    private readonly Built _built = new();
    private readonly ModuleCache _modules = new(new SymbolizerOptions().ToModuleOptions(), long.MaxValue);

    public void Dispose()
    {
        _modules.Dispose();
        _built.Dispose();
    }

    [Fact]
    public void A_file_is_found_by_its_path()
    {
        string path = _built.Program("there", "int main(void) { return 0; }");
        Assert.NotNull(Get(path, InodeOf(path)).Module);
    }

    [Fact]
    public void Of_a_file_that_was_deleted_the_reason_says_what_reading_it_takes()
    {
        string path = _built.Program("deleted", "int main(void) { return 0; }");
        ModuleEntry entry = Get($"{path} (deleted)", InodeOf(path));
        Assert.Equal((null, UnknownReason.FileGone), (entry.Module, entry.Fault));
        Assert.Contains("CAP_CHECKPOINT_RESTORE", entry.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_file_at_the_path_is_not_taken_for_it()
    {
        string path = _built.Program("replaced", "int main(void) { return 0; }");
        ModuleEntry entry = Get(path, InodeOf(path) + 1);
        Assert.Equal((null, UnknownReason.FileGone, "another file has its path now"), (entry.Module, entry.Fault, entry.Explanation));
    }

    [Fact]
    public void A_path_without_a_file_is_a_file_that_is_gone() =>
        Assert.Equal(UnknownReason.FileGone, Get($"{_built.Folder}/none", 1).Fault);

    [Fact]
    public void What_fails_when_the_code_of_the_kernel_in_processes_is_read_is_why_that_has_no_names()
    {
        Assert.SkipUnless(ProcessMaps.Read(Environment.ProcessId).Mappings.Any(each => each.Name == "[vdso]"), "needs a kernel that maps code into processes");
        using var modules = new ModuleCache(new ModuleOptions(new DebugFiles([], new FailingSource()), 0), long.MaxValue);
        Assert.Equal((null, UnknownReason.UnreadableFile, "too many open files"), (modules.Vdso.Module, modules.Vdso.Fault, modules.Vdso.Explanation));
    }

    [Fact]
    public void Files_that_are_too_much_together_let_their_lines_go_and_read_them_again()
    {
        using var modules = new ModuleCache(new ModuleOptions(new DebugFiles([], null), 1 << 20), limit: 1);
        ModuleEntry first = modules.Get(_built.Program("first", "int main(void) { return 1; }"));
        ModuleEntry second = modules.Get(_built.Program("second", "int main(void) { return 2; }"));
        long least = first.Module!.Bytes;
        Assert.Equal(1, LineOfMain(first));
        Assert.InRange(first.Module.Bytes, least + 100, long.MaxValue);
        // Nobody asks for a file anew: names alone make it look.
        for (int i = 0; i < 300; i++)
            LineOfMain(second);
        Assert.Equal(least, first.Module.Bytes);
        Assert.Equal(1, LineOfMain(first));
    }

    [Fact]
    public void A_file_that_was_written_to_is_read_anew_and_what_it_was_is_closed()
    {
        string path = _built.Program("written", "int main(void) { return 1; }");
        ModuleEntry before = _modules.Get(path);
        Assert.Equal(1, LineOfMain(before));
        File.AppendAllText(path, "more");
        ModuleEntry after = _modules.Get(path);
        Assert.NotSame(before, after);
        Assert.Equal(1, LineOfMain(after));
        Assert.Equal(0, LineOfMain(before));
    }

    [Fact]
    public void Split_files_do_not_stay_open()
    {
        string path = _built.Program("split", "int main(void) { return 1; }", "-gsplit-dwarf");
        Assert.Equal(1, LineOfMain(_modules.Get(path)));
        string[] open = [.. Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(target => target.StartsWith(_built.Folder, StringComparison.Ordinal))];
        Assert.Equal([path], open);
    }

    [Fact]
    public void Of_a_frame_without_a_line_it_is_told_which_split_file_is_missing()
    {
        string path = _built.Program("unsplit", "int main(void) { return 1; }", "-gsplit-dwarf", "-O1");
        foreach (string split in Directory.GetFiles(_built.Folder, "*.dwo"))
            File.Delete(split);
        // Its line table is whole: what is missing is told where the line is missing, too.
        _built.Run("objcopy", "--remove-section", ".debug_line", path);
        SymbolFrame frame = NameMain(_modules.Get(path));
        Assert.Equal(("main", 0), (frame.Name, frame.Line));
        Assert.Contains("there is no split file", frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_debug_file_that_cannot_be_read_it_is_told()
    {
        string path = _built.Program("damaged", "int main(void) { return 1; }", "-Wl,--build-id=0x0a0b0c");
        _built.Run("strip", path);
        string folder = Directory.CreateDirectory($"{_built.Folder}/debug/.build-id/0a").FullName;
        File.WriteAllText($"{folder}/0b0c.debug", "no program");
        using var symbols = new Symbolizer(new() { DebugFolders = [$"{_built.Folder}/debug"] });
        SymbolFrame frame = symbols.ResolveFile(path, 0x1000);
        Assert.Contains($"{folder}/0b0c.debug: not an ELF file", frame.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_debug_file_is_looked_for_below_the_root_of_its_process()
    {
        string path = _built.Program("shared", "int main(void) { return 1; }", "-Wl,--build-id=0x0a0b0c");
        string root = Directory.CreateDirectory($"{_built.Folder}/root").FullName;
        Directory.CreateDirectory($"{root}/usr/lib/debug/.dwz");
        File.Move(path, $"{root}/usr/lib/debug/.dwz/shared.debug");
        var files = new DebugFiles([], null);
        Assert.Equal($"{root}/usr/lib/debug/.dwz/shared.debug", files.FindShared(["/usr/lib/debug/bin/program.debug"], root, "../.dwz/shared.debug", "0a0b0c", []));
        Assert.Null(files.FindShared(["/usr/lib/debug/bin/program.debug"], "", "../.dwz/shared.debug", "0a0b0c", []));
    }

    private static SymbolFrame NameMain(ModuleEntry entry)
    {
        NativeSymbol main = Assert.Single(entry.Module!.FindByName("main"));
        return entry.NameAt(main.Start + 4, main.Start + 4, FrameKind.Native, "program");
    }

    private static int LineOfMain(ModuleEntry entry) => NameMain(entry).Line;

    private static ulong InodeOf(string path)
    {
        using var file = RegularFile.Open(path);
        return FileStatus.Of(file).Inode;
    }

    private ModuleEntry Get(string name, ulong inode)
    {
        ProcessMapping mapping = ProcessMaps.Parse(Encoding.UTF8.GetBytes($"1000-2000 r-xp 00000000 00:00 {inode} {name}\n")).Mappings[0];
        return _modules.Get(Environment.ProcessId, mapping);
    }

    private sealed class FailingSource : IDebugInfoSource
    {
        public string? TryFetch(string buildId) => throw new IOException("too many open files");
    }
}
