namespace Sonde.ObjectFiles;

public sealed partial class DwarfSymbols
{
    // Units whose ranges overlap are a fault of who linked them; a few are looked at.
    private const int MaxOverlap = 64;

    /// <summary>Names an address. Nothing is allocated for what was named before.</summary>
    /// <param name="address">An address of the file.</param>
    /// <param name="frames">Filled with the function that the code is of, then with what it was inlined into, as far as there is room.</param>
    /// <returns>
    /// How many frames there are, more than the length of <paramref name="frames"/> where they had no room; 0 if the address is not known.
    /// A frame without a function says that only the line is known.
    /// </returns>
    /// <exception cref="ElfFormatException">A file that is read on demand was cut short meanwhile.</exception>
    /// <exception cref="IOException">A file that is read on demand cannot be read.</exception>
    public int Find(ulong address, Span<DwarfFrame> frames)
    {
        if (TryFind(address, frames, out int count) || !PlaceRest())
            return count;
        TryFind(address, frames, out count);
        return count;
    }

    private bool TryFind(ulong address, Span<DwarfFrame> frames, out int count)
    {
        CodeUnit? nameless = null;
        int last = Sorted.LastNotAbove<ulong>(_starts, address);
        for (int i = last; i >= 0 && last - i < MaxOverlap && _reach[i] > address; i--)
        {
            if (_ends[i] <= address)
                continue;
            CodeUnit unit = _file.Units[_owners[i]];
            count = FindIn(unit, address, frames);
            if (count > 0)
                return true;
            nameless ??= unit;
        }

        count = nameless is null ? 0 : FindLine(nameless, address, frames);
        return count > 0;
    }

    private int FindIn(CodeUnit unit, ulong address, Span<DwarfFrame> frames)
    {
        unit.LastUse = ++_clock;
        CodeUnit? body = unit.Body ?? BodyOf(unit);
        if (body is null || (body.Functions ?? FunctionsOf(body, unit)) is not { } functions)
            return 0;
        int scope = functions.Find(address);
        if (scope < 0)
            return 0;
        (string? file, uint line, uint column) = PlaceOf(unit, address);
        int count = 0;
        long size = functions.Size;
        while (true)
        {
            ref readonly FunctionScope found = ref functions[scope];
            if (count < frames.Length)
            {
                string name = NameOf(functions, scope, body);
                frames[count] = new(name.Length == 0 ? null : name, found.Start, file, (int)line, (int)column, found.Parent >= 0);
            }

            count++;
            if (found.Parent < 0)
                break;
            if (count < frames.Length)
                (file, line, column) = (CallFile(found.CallFile, body, unit), found.CallLine, found.CallColumn);
            scope = found.Parent;
        }

        // Names and paths that were new here.
        _parsed += functions.Size - size;
        if (_parsed > MemoryLimit)
            Keep(0);
        return count;
    }

    private int FindLine(CodeUnit unit, ulong address, Span<DwarfFrame> frames)
    {
        (string? file, uint line, uint column) = PlaceOf(unit, address);
        if (file is null)
            return 0;
        if (!frames.IsEmpty)
            frames[0] = new(null, 0, file, (int)line, (int)column, false);
        return 1;
    }

    private (string? File, uint Line, uint Column) PlaceOf(CodeUnit unit, ulong address) =>
        LinesOf(unit) is { } lines && lines.TryFind(address, out LineRow row)
            ? (PathOf(unit, lines.Files, row.File, unit), row.Line, row.Column) : default;

    private string? CallFile(uint number, CodeUnit body, CodeUnit unit)
    {
        if (body.OwnFiles is { } own)
            return PathOf(body, own, number, unit);
        return LinesOf(unit) is { } lines ? PathOf(unit, lines.Files, number, unit) : null;
    }

    private string? PathOf(CodeUnit owner, LineFiles files, uint number, CodeUnit unit)
    {
        string?[] paths = owner.Paths ?? NewPaths(owner, files.Count + 1);
        if (number >= (uint)paths.Length)
            return null;
        return paths[number] ?? (paths[number] = ReadPath(files, number, unit));
    }

    private string?[] NewPaths(CodeUnit owner, int count)
    {
        _parsed += count * nint.Size;
        return owner.Paths = new string?[count];
    }

    private string? ReadPath(LineFiles files, uint number, CodeUnit unit)
    {
        try
        {
            string? folder = unit.File.Text(unit.CompilationFolder, unit, LineFiles.MaxPath);
            string? path = files.PathOf(number, folder);
            _parsed += path is null ? 0 : 32 + (2 * path.Length);
            return path;
        }
        catch (DwarfFormatException e)
        {
            Report(DwarfProblemKind.Corrupt, $"a file of the unit at {unit.Start}: {e.Message}");
            return "";
        }
    }

    private string NameOf(FunctionTable functions, int scope, CodeUnit body)
    {
        try
        {
            return functions.NameOf(scope, body);
        }
        catch (DwarfFormatException e)
        {
            Report(DwarfProblemKind.Corrupt, $"a name of the unit at {body.Start}: {e.Message}");
            return functions.Unname(scope);
        }
    }
}
