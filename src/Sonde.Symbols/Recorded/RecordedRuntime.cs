using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Names of code that a recorded process compiled, from what its runtime left.</summary>
/// <param name="files">All frames, and the traces.</param>
/// <param name="pid">The process.</param>
internal sealed class RecordedRuntime(RecordedFiles files, int pid)
{
    // The code is a method, the name in a perf map, or the mapped file for what has no name.
    private readonly Dictionary<(ulong Address, object Code, UnknownReason Reason), int> _frames = [];
    private readonly HashSet<string> _dumps = [];
    private RecordedJitFiles? _jitFiles;

    /// <summary>The process.</summary>
    public int Pid => pid;

    /// <summary>Notes a file that the process has mapped: a runtime maps its jitdump, so that recordings tell where it is.</summary>
    public void NoteFile(string path)
    {
        if (IsJitDump(path) && _dumps.Add(path))
            _jitFiles = null;
    }

    /// <summary>Whether anything is known of the process's code.</summary>
    public bool HasNames => (files.Methods.Count > 0 && files.Methods.ContainsKey(pid)) || JitFiles is { Dumps.Count: > 0 } or { Map: not null };

    /// <summary>The number of the frame of compiled code, named or not.</summary>
    /// <param name="mapping">The mapping that it is in.</param>
    /// <param name="address">The address.</param>
    /// <param name="time">When.</param>
    /// <param name="isAlways">Whether it has the same frame at all times.</param>
    /// <returns>The number, or -1 where nothing at all is known of the process's code.</returns>
    public int Find(in RecordedMapping mapping, ulong address, ulong time, out bool isAlways)
    {
        object? code = CodeAt(address, time, out JitSymbol symbol, out isAlways, out bool isGone);
        return code is not null ? Named(mapping, address, code, symbol) : Unnamed(mapping, address, isGone);
    }

    /// <summary>The number of the frame of compiled code where it has a name, or -1.</summary>
    /// <inheritdoc cref="Find"/>
    public int TryFind(in RecordedMapping mapping, ulong address, ulong time, out bool isAlways)
    {
        object? code = CodeAt(address, time, out JitSymbol symbol, out isAlways, out _);
        return code is not null ? Named(mapping, address, code, symbol) : -1;
    }

    private RecordedJitFiles JitFiles => _jitFiles ??= RecordedJitFiles.Read(pid, _dumps, files.Options, files.Owners);

    // "jit-PID.dump", the number being that of the process in its own pid namespace.
    private static bool IsJitDump(string path)
    {
        const string suffix = ".dump";
        const string prefix = "jit-";
        if (!path.EndsWith(suffix, StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(name[prefix.Length..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    // A source that has times and says that nothing was there then is believed: a perf map would name what was there at another time.
    private object? CodeAt(ulong address, ulong time, out JitSymbol symbol, out bool isAlways, out bool isGone)
    {
        symbol = default;
        isAlways = true;
        isGone = false;
        if (files.Methods.TryGetValue(pid, out CodeTimeline? methods))
        {
            ManagedMethod? method = methods.FindRecorded(address, time, out isAlways, out isGone);
            if (method is not null || isGone)
                return method;
        }

        foreach (JitDump dump in JitFiles.Dumps)
        {
            JitMethod? method = dump.FindRecorded(address, time, out isAlways, out isGone);
            if (method is not null || isGone)
                return method;
        }

        return JitFiles.Map is not null && JitFiles.Map.TryFind(address, out symbol) ? symbol.Name : null;
    }

    private int Named(in RecordedMapping mapping, ulong address, object code, in JitSymbol symbol)
    {
        if (_frames.TryGetValue((address, code, UnknownReason.None), out int number))
            return number;
        // Of an assembly's file the offset is the same in all processes.
        string? module = mapping.File.IsMemory ? null : mapping.File.Path;
        ulong shown = mapping.File.IsMemory ? address : mapping.ToFileOffset(address);
        number = files.Frames.Add(code switch
        {
            ManagedMethod method => CompiledFrame.Of(method, address, shown, module),
            JitMethod method => CompiledFrame.Of(method, address, shown, module),
            _ => CompiledFrame.Of(symbol, address, shown, module),
        });
        _frames.Add((address, code, UnknownReason.None), number);
        return number;
    }

    private int Unnamed(in RecordedMapping mapping, ulong address, bool isGone)
    {
        bool listsAssemblies = files.Methods.ContainsKey(pid) || _jitFiles!.Dumps.Count > 0;
        bool listsAny = listsAssemblies || _jitFiles!.Map is not null;
        string? explanation = isGone ? "there was no method at that time" : _jitFiles?.Explanation;
        if (!listsAny && explanation is null)
            return -1;
        if (listsAny && !listsAssemblies && mapping.File.IsAssembly)
            explanation ??= "perf maps do not list code that was compiled ahead of time: a jitdump and a .nettrace with rundown do";
        UnknownReason reason = listsAssemblies || (listsAny && !mapping.File.IsAssembly) ? UnknownReason.RuntimeStub : UnknownReason.JitWithoutNames;
        if (_frames.TryGetValue((address, mapping.File, reason), out int number))
            return number;
        number = files.Frames.Add(mapping.File.Unnamed(address, mapping.ToFileOffset(address), reason, explanation));
        _frames.Add((address, mapping.File, reason), number);
        return number;
    }
}
