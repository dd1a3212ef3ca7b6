namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Finds split files where the compiler put them, and packages and supplementary files beside the program.</summary>
internal sealed class FilesBeside(string program) : DwarfFiles
{
    public int Asked { get; private set; }

    public override ElfFile? OpenPackage() => Open(program + ".dwp");

    public override ElfFile? OpenSplit(string? compilationFolder, string name, ulong id) =>
        File.Exists(program + ".dwp") ? null : Open(Path.Combine(compilationFolder ?? "", name));

    public override ElfFile? OpenSupplementary(string name, ReadOnlyMemory<byte> buildId)
    {
        string besideIt = Path.Combine(Path.GetDirectoryName(program)!, name);
        string id = Convert.ToHexString(buildId.Span).ToLowerInvariant();
        // One of the fixtures has its supplementary file under the name of a package.
        return Open(besideIt) ?? Open(program + ".dwp") ?? Open($"/usr/lib/debug/.build-id/{id[..2]}/{id[2..]}.debug");
    }

    private ElfFile? Open(string path)
    {
        Asked++;
        return File.Exists(path) ? ElfFile.Open(path) : null;
    }
}
