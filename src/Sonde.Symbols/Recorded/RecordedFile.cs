namespace Sonde.Symbols;

/// <summary>A file that recorded processes had mapped, read when its first address is asked for; or other memory.</summary>
internal sealed class RecordedFile(RecordedFiles files, string path, string? buildId)
{
    private const string MemoryFile = "/memfd:";

    private readonly NumberTable _found = new();
    private ModuleEntry? _entry;

    // .NET maps what it compiles from memory files, runtimes that are written to one address map nothing.
    private readonly bool _isMemory = path != ProcessSymbols.Vdso
        && (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)
            || path.StartsWith(MemoryFile, StringComparison.Ordinal) || path.StartsWith("/dev/zero", StringComparison.Ordinal)
            || path.StartsWith("/SYSV", StringComparison.Ordinal));

    private readonly bool _isMemoryFile = path.StartsWith(MemoryFile, StringComparison.Ordinal);
    private readonly bool _isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is memory without offsets, whose code is another one in each process.</summary>
    public bool IsAnonymous => _isMemory && !_isMemoryFile;

    /// <summary>The number of the frame at an offset.</summary>
    public int Find(ulong fileOffset)
    {
        int number = _found.Find(fileOffset);
        if (number >= 0)
            return number;
        SymbolFrame frame = _isMemory || _isAssembly ? Compiled(fileOffset) : (_entry ??= Read()).Name(fileOffset, fileOffset, Kind, path);
        _found.Add(fileOffset, number = files.Add(frame));
        return number;
    }

    /// <summary>The frame of code that was compiled at run time.</summary>
    public SymbolFrame Compiled(ulong address) =>
        new(address, FrameKind.Unknown, path.StartsWith("//", StringComparison.Ordinal) ? null : path) { Reason = UnknownReason.JitWithoutNames };

    private FrameKind Kind => path == ProcessSymbols.Vdso ? FrameKind.Vdso : FrameKind.Native;

    private ModuleEntry Read()
    {
        const string deleted = " (deleted)";
        if (path == ProcessSymbols.Vdso)
            return files.Modules.Vdso;
        if (!path.EndsWith(deleted, StringComparison.Ordinal))
            return files.Modules.Get(path, buildId);
        return buildId is not null
            ? files.Modules.Get(path[..^deleted.Length], buildId)
            : new ModuleEntry(UnknownReason.FileGone, "the file was deleted or replaced before it was recorded, and the recording has no build id of it");
    }
}
