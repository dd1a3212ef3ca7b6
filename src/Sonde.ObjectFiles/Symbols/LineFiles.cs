namespace Sonde.ObjectFiles;

/// <summary>The files of a line table and the folders that they lie in, as they are written.</summary>
internal sealed class LineFiles(ushort version, CodeUnit texts, DwarfText[] folders, LineFile[] files)
{
    // Twice PATH_MAX, for each of a folder and a name.
    internal const int MaxPath = 8192;

    public int Count => files.Length;

    public long Size => (files.Length * 32L) + (folders.Length * 16L);

    /// <summary>The full path of a file: the folder of the compiler, the file's folder, its name, each only where the next is relative.</summary>
    public string? PathOf(uint number, string? compilationFolder)
    {
        // Numbers begin with 1 before DWARF 5; so do those of folders, where 0 is the compiler's.
        uint index = version >= 5 ? number : number - 1;
        if (index >= (uint)files.Length)
            return null;
        LineFile file = files[index];
        string? name = texts.File.Text(file.Name, texts, MaxPath);
        if (name is null || name.StartsWith('/'))
            return name;
        ulong place = version >= 5 ? file.Folder : file.Folder - 1;
        string folder = place < (ulong)folders.Length ? texts.File.Text(folders[(int)place], texts, MaxPath) ?? "" : "";
        bool isRelative = !folder.StartsWith('/') && (version < 5 || file.Folder != 0);
        return Join(isRelative ? Join(compilationFolder ?? "", folder) : folder, name);
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder
        : folder.EndsWith('/') ? folder + name : $"{folder}/{name}";
}
