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
}
