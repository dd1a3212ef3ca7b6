using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A range of an address space that holds code.</summary>
internal sealed class CodeRegion
{
    private readonly UnwindModules _modules;
    private readonly MappedFile _file;
    private readonly int _pid;
    private Placement? _placement;

    public CodeRegion(UnwindModules modules, ulong start, ulong end, ulong fileOffset, string name, MappedFile file, int pid)
    {
        _modules = modules;
        Start = start;
        End = end;
        FileOffset = fileOffset;
        Name = name;
        _file = file;
        _pid = pid;
    }

    public ulong Start { get; }

    public ulong End { get; }

    public ulong FileOffset { get; }

    public string Name { get; }

    /// <summary>Whether its file was found, or is known to be out of reach. Until then what it says may change.</summary>
    public bool IsPlaced => _placement is not null;

    private bool IsFile => SpecialMemory.IsVdso(Name) || SpecialMemory.IsFile(Name);

    /// <summary>A part of the region.</summary>
    public CodeRegion Cut(ulong start, ulong end) => new(_modules, start, end, FileOffset + (start - Start), Name, _file, _pid);

    /// <summary>The same region in the address space of a child, which another thread may use.</summary>
    /// <param name="pid">The child; 0 where it is not known: its file is looked for where the parent has it.</param>
    public CodeRegion Fork(int pid) => new(_modules, Start, End, FileOffset, Name, _file, pid == 0 ? _pid : pid)
    {
        // What the parent could not read the child may.
        _placement = _placement is { Module.HasFile: true } ? _placement : null,
    };

    /// <summary>The rule of a native function.</summary>
    public bool TryFindRule(ulong address, out FrameRule rule)
    {
        Placement? placement;
        do
        {
            placement = Place();
            if (placement?.Module is { } module && _modules.TableOf(module) is { } table)
                return table.TryFind(unchecked(address - placement.Bias), out rule);
        }
        while (placement?.Module is { IsForgotten: true });
        rule = default;
        return false;
    }

    /// <summary>Reads instructions, where they are in a file.</summary>
    public int ReadCode(ulong address, Span<byte> code)
    {
        int read;
        UnwindModule? module;
        do
        {
            module = Place()?.Module;
            read = module is null ? 0 : module.ReadCode(FileOffset + (address - Start), code);
        }
        while (read == 0 && module is { IsForgotten: true });
        return read;
    }

    private Placement? Place()
    {
        if (_placement is { Module: null or { IsForgotten: false } })
        {
            if (_placement.Module is { } known)
                _modules.NoteUse(known);
            return _placement;
        }

        if (!IsFile)
            return _placement = new Placement(null, 0);
        UnwindModule? module = _modules.Get(Name, _file, _pid, (Start, End));
        if (module is null)
            return _placement = null;
        ulong bias = 0;
        // A native module whose place is not known has no rules that could be looked up.
        if (module.IsNative && !module.TryGetBias(Start, FileOffset, End - Start, out bias))
            module = null;
        return _placement = new Placement(module, bias);
    }

    private sealed record Placement(UnwindModule? Module, ulong Bias);
}
