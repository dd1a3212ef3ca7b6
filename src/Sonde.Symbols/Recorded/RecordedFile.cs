namespace Sonde.Symbols;

/// <summary>A file that recorded processes had mapped, read when its first address is asked for; or other memory.</summary>
internal sealed class RecordedFile(RecordedFiles files, string path, string? buildId)
{
    private readonly NumberTable _found = new();
    private ModuleEntry? _entry;

    // .NET maps what it compiles from memory files, runtimes that are written to one address map nothing.
    private readonly bool _isMemory = path != ProcessSymbols.Vdso
        && (!path.StartsWith('/') || path.StartsWith("//", StringComparison.Ordinal)
            || path.StartsWith("/memfd:", StringComparison.Ordinal) || path.StartsWith("/dev/zero", StringComparison.Ordinal)
            || path.StartsWith("/SYSV", StringComparison.Ordinal));

    private readonly bool _isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>The number of the frame at an address.</summary>
    public int Find(ulong address, ulong fileOffset)
    {
        // Anonymous memory has no offsets, so its code is another one in each process.
        if (_isMemory && !path.StartsWith("/memfd:", StringComparison.Ordinal))
            return files.Add(Compiled(address, path.StartsWith("//", StringComparison.Ordinal) ? null : path));
        int number = _found.Find(fileOffset);
        if (number >= 0)
            return number;
        SymbolFrame frame = _isMemory || _isAssembly ? Compiled(fileOffset, path) : (_entry ??= Read()).Name(fileOffset, fileOffset, Kind, path);
        _found.Add(fileOffset, number = files.Add(frame));
        return number;
    }

    private FrameKind Kind => path == ProcessSymbols.Vdso ? FrameKind.Vdso : FrameKind.Native;

    private static SymbolFrame Compiled(ulong address, string? module) => new(address, FrameKind.Unknown, module) { Reason = UnknownReason.JitWithoutNames };

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
