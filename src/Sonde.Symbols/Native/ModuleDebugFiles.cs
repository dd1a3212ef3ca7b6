using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Finds what the debug information of one module refers to, and owns what it found.</summary>
/// <param name="path">The file with the debug information, as its process sees it.</param>
/// <param name="root">What stands before paths of that process.</param>
/// <param name="opened">The path under which it was opened.</param>
/// <param name="debugFiles">Where debug files are.</param>
internal sealed class ModuleDebugFiles(string path, string root, string opened, DebugFiles debugFiles) : DwarfFiles, IDisposable
{
    private readonly List<ElfFile> _files = [];
    private readonly List<string> _faults = [];

    /// <summary>Why a file that is there could not be read.</summary>
    public string? Fault => _faults.FirstOrDefault();

    // The debug file may be one of the process, or of this machine.
    private string Seen => root.Length > 0 && opened.StartsWith($"{root}/", StringComparison.Ordinal) ? opened[root.Length..] : opened;

    public override ElfFile? OpenPackage() => Open([$"{opened}.dwp", $"{root}{path}.dwp", $"{path}.dwp"]);

    // Where the compiler put it, or beside the program, where it was copied with it.
    public override ElfFile? OpenSplit(string? compilationFolder, string name, ulong id)
    {
        string named = Path.Combine(compilationFolder ?? "", name);
        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileName(name));
        string copied = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        return Open([$"{root}{named}", named, $"{root}{copied}", $"{root}{beside}", beside]);
    }

    public override void CloseSplit(ElfFile file)
    {
        _files.Remove(file);
        file.Dispose();
    }

    public override ElfFile? OpenSupplementary(string name, ReadOnlyMemory<byte> buildId) =>
        debugFiles.FindShared([Seen, path], root, name, Convert.ToHexString(buildId.Span).ToLowerInvariant(), _faults) is { } found ? Open([found]) : null;

    public void Dispose()
    {
        foreach (ElfFile file in _files)
            file.Dispose();
        _files.Clear();
        _faults.Clear();
    }

    private ElfFile? Open(IEnumerable<string> candidates)
    {
        foreach (string candidate in candidates.Distinct(StringComparer.Ordinal))
        {
            if (OpenedFile.TryOpen(candidate, _faults) is not { } file)
                continue;
            _files.Add(file);
            return file;
        }

        return null;
    }
}
