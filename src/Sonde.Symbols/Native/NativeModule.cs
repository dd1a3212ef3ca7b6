using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The functions of an executable or library: names by address, and addresses by name, which is how probes are attached.</summary>
/// <remarks>
/// It knows the file's full symbol table, that of its debug file, the one that is kept compressed in stripped files
/// (<c>.gnu_debugdata</c>), the symbols of dynamic linking, and stubs as <c>malloc@plt</c>. Safe from any thread.
/// </remarks>
public sealed class NativeModule
{
    private readonly FunctionTable _functions;
    private readonly ElfSegment[] _segments;

    private NativeModule(ElfFile file, string path, string root, DebugFiles debugFiles)
    {
        _segments = [.. file.Segments.Where(segment => segment.Type == ElfSegmentType.Load)];
        BuildId = DebugFiles.BuildIdOf(file);
        DebugFile = debugFiles.Find(file, path, root);
        var functions = new FunctionTableBuilder();
        bool isWhole = file.Symbols.Count > 0;
        functions.Add(file, file.Symbols);
        functions.Add(file, file.DynamicSymbols);
        PltStubs.Add(file, functions);
        if (DebugFile is not null)
        {
            ElfFile debug = ElfFile.Parse(File.ReadAllBytes(DebugFile));
            isWhole |= debug.Symbols.Count > 0;
            functions.Add(debug, debug.Symbols);
        }

        _functions = functions.Build();
        Missing = isWhole ? UnknownReason.BetweenSymbols : _functions.Count == 0 ? UnknownReason.NoSymbols : UnknownReason.Stripped;
    }

    /// <summary>The build id, lower-case hexadecimal; null when the linker left none.</summary>
    public string? BuildId { get; }

    /// <summary>The file with the debug information that was found, or null.</summary>
    public string? DebugFile { get; }

    /// <summary>How many functions it knows.</summary>
    public int Count => _functions.Count;

    /// <summary>Why an address that lies in no function lies in none.</summary>
    internal UnknownReason Missing { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    internal long Bytes => _functions.Bytes;

    /// <summary>Reads a file, and its debug file when there is one in the usual place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="debugFolders">Where debug files are looked for; null for <c>/usr/lib/debug</c>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ElfFormatException">It is no 64-bit little-endian ELF file, or is damaged.</exception>
    public static NativeModule Open(string path, IReadOnlyList<string>? debugFolders = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        return Read(ElfFile.Parse(File.ReadAllBytes(full)), full, "", new DebugFiles(debugFolders ?? DebugFiles.UsualFolders, null));
    }

    /// <summary>Finds the function that an address of the file lies in.</summary>
    /// <param name="address">The address as the file numbers it, before it is moved to where it is loaded.</param>
    /// <param name="function">The function.</param>
    public bool TryFind(ulong address, out NativeSymbol function)
    {
        int index = _functions.Find(address);
        function = index < 0 ? default : _functions[index];
        return index >= 0;
    }

    /// <summary>Finds all functions of a name; there may be several that are local to their source files.</summary>
    /// <param name="name">The name as the linker knows it.</param>
    public IReadOnlyList<NativeSymbol> FindByName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return [.. _functions.FindByName(Encoding.UTF8.GetBytes(name)).Select(index => _functions[index])];
    }

    /// <summary>Translates an address to an offset in the file, by which the kernel takes the place of a uprobe.</summary>
    /// <param name="address">The address as the file numbers it.</param>
    /// <param name="offset">The offset.</param>
    /// <returns>False if no byte of the file is loaded there.</returns>
    public bool TryGetFileOffset(ulong address, out ulong offset)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (address < segment.Address || address - segment.Address >= segment.FileSize)
                continue;
            offset = unchecked(segment.Offset + (address - segment.Address));
            return true;
        }

        offset = 0;
        return false;
    }

    /// <summary>Translates an offset in the file to an address.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="address">The address as the file numbers it.</param>
    /// <returns>False if that byte of the file is not loaded.</returns>
    public bool TryGetAddress(ulong offset, out ulong address)
    {
        foreach (ElfSegment segment in _segments)
        {
            if (offset < segment.Offset || offset - segment.Offset >= segment.FileSize)
                continue;
            address = unchecked(segment.Address + (offset - segment.Offset));
            return true;
        }

        address = 0;
        return false;
    }

    /// <exception cref="FormatException">The file is damaged.</exception>
    internal static NativeModule Read(ElfFile file, string path, string root, DebugFiles debugFiles) => new(file, path, root, debugFiles);

    /// <summary>Names the code at an address of the file, for a frame of a process.</summary>
    internal SymbolFrame Name(ulong address, ulong addressInFile, FrameKind kind, string module)
    {
        if (!TryFind(addressInFile, out NativeSymbol function))
            return new SymbolFrame(address, FrameKind.Unknown, module) { Reason = Missing, Explanation = Explain() };
        return new SymbolFrame(address, kind, module)
        {
            Name = function.Name,
            Offset = addressInFile - function.Start,
        };
    }

    private string? Explain() => Missing == UnknownReason.BetweenSymbols
        ? null
        : $"it has {(Missing == UnknownReason.NoSymbols ? "no symbols" : "only the symbols that other files link to")}, and no debug file"
            + (BuildId is null ? " was found by its name" : $" of build {BuildId} was found")
            + ": install the package with its debug symbols, or name the folder they are in";
}
