namespace Sonde.Symbols;

/// <summary>A file that recorded processes had mapped, read when its first address is asked for; or other memory.</summary>
internal sealed class RecordedFile(RecordedFiles files, string path, string? buildId) : IRecordedCode
{
    private readonly NumberTable _found = new();
    private ModuleEntry? _entry;

    private readonly bool _isMemory = !SpecialMemory.IsVdso(path) && !SpecialMemory.IsFile(path);

    private readonly bool _isMemoryFile = SpecialMemory.IsMemoryFile(path);

    // Code that was compiled ahead of time for .NET is in no symbol table.
    private readonly bool _isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path, or what the kernel names other memory.</summary>
    public string Path => path;

    /// <summary>Whether its code has no names in any file that is mapped: a runtime compiled it, at run time or ahead of it.</summary>
    public bool IsCompiled => _isMemory || _isAssembly;

    /// <summary>Whether it is no file, or one in memory that a runtime compiles into.</summary>
    public bool IsMemory => _isMemory;

    /// <summary>Whether it is the file of an assembly.</summary>
    public bool IsAssembly => _isAssembly;

    /// <summary>Whether it is memory without offsets, whose code is another one in each process.</summary>
    public bool IsAnonymous => _isMemory && !_isMemoryFile;

    /// <summary>The number of the frame at an offset.</summary>
    public int Find(ulong fileOffset)
    {
        int number = _found.Find(fileOffset);
        if (number >= 0)
            return number;
        _found.Add(fileOffset, number = files.Frames.Add(this, fileOffset));
        return number;
    }

    /// <summary>Names the code at an offset. Safe from any thread.</summary>
    public SymbolFrame Name(ulong place)
    {
        if (IsCompiled)
            return Unnamed(place, place, UnknownReason.JitWithoutNames, null);
        lock (files.Modules)
        {
            if (files.IsClosed)
                return new SymbolFrame(place, FrameKind.Unknown, path) { Reason = UnknownReason.Closed };
            try
            {
                return (_entry ??= Read()).Name(place, place, Kind, path);
            }
            catch (Exception e)
            {
                // Whatever is wrong with one file, or with who is asked for it: the names of all others are still wanted.
                var fault = new ModuleEntry(e);
                // What could not be opened is not asked for again by each address.
                _entry ??= fault;
                return fault.Name(place, place, Kind, path);
            }
        }
    }

    /// <summary>A frame of compiled code without a name.</summary>
    public SymbolFrame Unnamed(ulong address, ulong fileOffset, UnknownReason reason, string? explanation) =>
        new(IsAnonymous ? address : fileOffset, FrameKind.Unknown, path.StartsWith("//", StringComparison.Ordinal) ? null : path)
        {
            Reason = reason,
            Explanation = explanation,
        };

    private FrameKind Kind => SpecialMemory.IsVdso(path) ? FrameKind.Vdso : FrameKind.Native;

    // This kernel's, if it is the one that was recorded.
    private ModuleEntry ReadVdso()
    {
        ModuleEntry running = files.Modules.Vdso;
        if (running.Module?.BuildId is { } here && buildId is not null)
        {
            return here == buildId
                ? running
                : new ModuleEntry(UnknownReason.OtherKernel, $"the recorded kernel maps build {buildId} of it, the one that runs maps build {here}");
        }

        return files.Kernel.Difference is { } difference ? new ModuleEntry(UnknownReason.OtherKernel, difference) : running;
    }

    private ModuleEntry Read()
    {
        const string deleted = " (deleted)";
        if (SpecialMemory.IsVdso(path))
            return ReadVdso();
        if (!path.EndsWith(deleted, StringComparison.Ordinal))
            return files.Modules.Get(path, buildId);
        return buildId is not null
            ? files.Modules.Get(path[..^deleted.Length], buildId)
            : new ModuleEntry(UnknownReason.FileGone, "the file was deleted or replaced before it was recorded, and the recording has no build id of it");
    }
}
