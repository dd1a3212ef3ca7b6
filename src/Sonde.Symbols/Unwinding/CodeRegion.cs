using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>A range of an address space that holds code.</summary>
internal sealed class CodeRegion
{
    private readonly UnwindModules _modules;
    private readonly MappedFile _file;
    private readonly int _pid;
    private UnwindModule? _module;
    private ulong _bias;
    private bool _isPlaced;

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

    private bool IsFile => SpecialMemory.IsVdso(Name) || SpecialMemory.IsFile(Name);

    /// <summary>A part of the region.</summary>
    public CodeRegion Cut(ulong start, ulong end) => new(_modules, start, end, FileOffset + (start - Start), Name, _file, _pid);

    /// <summary>The rule of a native function.</summary>
    public bool TryFindRule(ulong address, out FrameRule rule)
    {
        do
        {
            Place();
            if (_module?.Table is { } table)
                return table.TryFind(unchecked(address - _bias), out rule);
        }
        while (_module?.IsForgotten == true);
        rule = default;
        return false;
    }

    /// <summary>Reads instructions, where they are in a file.</summary>
    public int ReadCode(ulong address, Span<byte> code)
    {
        int read;
        do
        {
            Place();
            read = _module is null ? 0 : _module.ReadCode(FileOffset + (address - Start), code);
        }
        while (read == 0 && _module?.IsForgotten == true);
        return read;
    }

    private void Place()
    {
        if (_isPlaced && _module?.IsForgotten != true)
        {
            if (_module is not null)
                _modules.NoteUse(_module);
            return;
        }

        UnwindModule? module = IsFile ? _modules.Get(Name, _file, _pid, (Start, End)) : null;
        // A native module whose place is not known has no rules that could be looked up.
        if (module is { IsNative: true } && !module.TryGetBias(Start, FileOffset, End - Start, out _bias))
            module = null;
        _module = module;
        _isPlaced = true;
    }
}
