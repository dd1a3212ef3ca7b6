using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The functions of an executable or library: names by address, and addresses by name, which is how probes are attached.</summary>
/// <remarks>
/// It knows the file's full symbol table, that of its debug file, the one that is kept compressed in stripped files
/// (<c>.gnu_debugdata</c>), the symbols of dynamic linking, and stubs as <c>malloc@plt</c>. Reading it makes a copy of these; the file
/// stays open for its source lines until this is disposed. One thread at a time.
/// </remarks>
public sealed partial class NativeModule : IDisposable
{
    private readonly FunctionTable _functions;
    private readonly ElfSegment[] _segments;
    private readonly Dictionary<int, (string Raw, string Readable)> _names = [];
    private readonly SourceLines? _lines;
    private readonly string? _explanation;
    private string? _debugFault;
    private long _nameBytes;

    private NativeModule(FunctionTable functions, ElfSegment[] segments, SourceLines? lines, UnknownReason missing, string? explanation)
    {
        _functions = functions;
        _segments = segments;
        _lines = lines;
        Missing = missing;
        _explanation = explanation;
    }

    /// <summary>The build id, lower-case hexadecimal; null when the linker left none.</summary>
    public string? BuildId { get; private init; }

    /// <summary>The file with the debug information that was found, or null.</summary>
    public string? DebugFile { get; private init; }

    /// <summary>Whether it has source lines.</summary>
    public bool HasLines => _lines is not null;

    /// <summary>How many functions it knows.</summary>
    public int Count => _functions.Count;

    /// <summary>Why an address that lies in no function lies in none.</summary>
    internal UnknownReason Missing { get; }

    /// <summary>About how many bytes of memory it takes.</summary>
    internal long Bytes => _functions.Bytes + _nameBytes + (_lines?.Bytes ?? 0);

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

    /// <summary>Names the code at an address of the file, readable and with its source line. Allocates a new frame.</summary>
    /// <param name="address">The address as the file numbers it.</param>
    /// <param name="module">What the frame gives as its module.</param>
    public SymbolFrame Resolve(ulong address, string module) => Name(address, address, FrameKind.Native, module);

    /// <summary>Closes the file. Functions are still found; source lines are not.</summary>
    public void Dispose() => _lines?.Dispose();

    /// <summary>Lets go all but the functions; it is read again when it is asked for.</summary>
    internal void Release()
    {
        _lines?.Release();
        _names.Clear();
        _nameBytes = 0;
    }

    /// <summary>Names the code at an address of the file, for a frame of a process.</summary>
    internal SymbolFrame Name(ulong address, ulong addressInFile, FrameKind kind, string module)
    {
        int function = _functions.Find(addressInFile);
        ReadOnlySpan<DwarfFrame> lines = _lines is null ? default : _lines.Find(addressInFile);
        DwarfFrame outermost = lines.IsEmpty ? default : lines[^1];
        if (function < 0 && outermost.Function is null)
            return new SymbolFrame(address, FrameKind.Unknown, module) { Reason = Missing, Explanation = _explanation ?? LineFault };
        // The linker's table has the name as it was linked; debug information alone has what it leaves out.
        (string raw, string readable) = function >= 0 ? NamesOf(function) : (outermost.Function!, Demangler.Readable(outermost.Function!));
        return new SymbolFrame(address, kind, module)
        {
            Name = readable,
            RawName = raw,
            Offset = addressInFile - (function >= 0 ? _functions.StartOf(function) : outermost.Start),
            File = outermost.File,
            Line = outermost.Line,
            Column = outermost.Column,
            Inlined = InlinedFunction.Of(lines),
            Explanation = outermost.File is null ? LineFault : null,
        };
    }

    private string? LineFault => (_lines is null ? _debugFault : _lines.Problem) is { } problem ? $"no source line is known: {problem}" : null;

    // All frames of a function share its names.
    private (string Raw, string Readable) NamesOf(int function)
    {
        if (!_names.TryGetValue(function, out (string Raw, string Readable) names))
        {
            string raw = _functions[function].Name;
            _names.Add(function, names = (raw, Demangler.Readable(raw)));
            _nameBytes += 100 + (2L * (names.Raw.Length + names.Readable.Length));
        }

        return names;
    }
}
