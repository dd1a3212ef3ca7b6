using System.Diagnostics;
using System.Globalization;

namespace Sonde.Symbols;

/// <summary>Names of code that a process compiled at run time, from its runtime or from the file that it keeps for this.</summary>
internal sealed class RuntimeNames(int pid, SymbolizerOptions options) : IDisposable
{
    // A list takes the process some tenths of a second: it is asked for again only as long as that brings new names.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Of addresses that had several methods in the course of time, or none at some time.
    private readonly Dictionary<(ulong Address, ManagedMethod? Method), SymbolFrame> _frames = [];

    // Of a process that is watched the watch has what was listed.
    private ManagedMethods? _methods;
    private bool _isListed;
    private long _dropped;
    private DotNetMethodWatch? _watch;
    private JitDump? _jitDump;
    private PerfMap? _perfMap;
    private string? _explanation;
    private bool _isAsked;
    private long _askedAt;
    private TimeSpan _pause = FirstPause;

    /// <summary>What was asked for of addresses at times.</summary>
    public IReadOnlyCollection<SymbolFrame> FramesAtTimes => _frames.Values;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Bytes => ((long)_frames.Count * MemoryUse.FrameBytes) + (_watch?.Bytes ?? 0)
        + (_methods?.Bytes ?? 0) + (_jitDump?.Bytes ?? 0) + (_perfMap?.Bytes ?? 0);

    /// <summary>Another number each time that names were asked for.</summary>
    public long Version { get; private set; }

    /// <summary>Whether it is time to ask again for an address that had no name.</summary>
    public bool IsDue => _isAsked && Stopwatch.GetElapsedTime(_askedAt) >= _pause;

    // Methods of the runtime that there was no room for.
    private long Missing => _watch?.Forgotten ?? _dropped;

    /// <summary>Names the code at an address, or says why it has no name.</summary>
    /// <param name="address">The address.</param>
    /// <param name="module">The assembly that it is mapped from, or null.</param>
    public SymbolFrame Find(ulong address, string? module) => TryFind(address, module) ?? new SymbolFrame(address, FrameKind.Unknown, module)
    {
        Reason = !_isListed || Missing > 0 ? UnknownReason.JitWithoutNames : UnknownReason.RuntimeStub,
        Explanation = !_isListed ? _explanation : Missing is var missing && missing == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{missing} methods of the runtime had no room in half of {nameof(SymbolizerOptions)}.{nameof(SymbolizerOptions.CacheBytes)}: raise it"),
    };

    /// <summary>Names the code at an address, or gives null.</summary>
    /// <param name="address">The address.</param>
    /// <param name="module">The file that it is mapped from, or null.</param>
    public SymbolFrame? TryFind(ulong address, string? module)
    {
        if (!_isAsked)
            Ask();
        if (FindNow(address, module) is { } frame)
            return frame;
        if (!IsDue)
            return null;
        Ask();
        frame = FindNow(address, module);
        _pause = frame is not null ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        return frame;
    }

    /// <summary>Asks for what there is now.</summary>
    public void Take() => Ask();

    /// <summary>Follows what is compiled and dropped from now on.</summary>
    /// <exception cref="IOException">The process has no runtime that answers.</exception>
    public DotNetMethodWatch Watch()
    {
        if (_watch is not null)
            return _watch;
        _watch = DotNetMethodWatch.Start(pid, options.RuntimeTimeout, Math.Max(options.MaxRuntimeBytes, 1));
        Listed(null, 0);
        _isAsked = true;
        Version++;
        _askedAt = Stopwatch.GetTimestamp();
        return _watch;
    }

    /// <summary>Names the code that was at an address at a time; null where it is none of a process that is watched.</summary>
    public SymbolFrame? FindAt(ulong address, ulong time)
    {
        if (_watch is null)
            return null;
        ManagedMethod? method = _watch.Find(address, time);
        if (method is null && _watch.Find(address) is null)
            return null;
        // Why there is none is another thing once methods have been forgotten.
        UnknownReason reason = method is not null ? UnknownReason.None : Missing > 0 ? UnknownReason.JitWithoutNames : UnknownReason.RuntimeStub;
        if (!_frames.TryGetValue((address, method), out SymbolFrame? frame) || frame.Reason != reason)
        {
            _frames[(address, method)] = frame = method is null
                ? new SymbolFrame(address, FrameKind.Unknown, null) { Reason = reason, Explanation = NoneThen(Missing) }
                : CompiledFrame.Of(method, address, address, null);
        }

        return frame;
    }

    /// <summary>Forgets the frames of addresses at times.</summary>
    public void Clear() => _frames.Clear();

    /// <summary>Ends the watch.</summary>
    public void Dispose() => _watch?.Dispose();

    private static string NoneThen(long forgotten) => forgotten == 0 ? "there was no method at that time" : string.Create(
        CultureInfo.InvariantCulture,
        $"there was no method at that time, or it is one of {forgotten} that were forgotten for want of room in half of {nameof(SymbolizerOptions)}.{nameof(SymbolizerOptions.CacheBytes)}");

    private SymbolFrame? FindNow(ulong address, string? module)
    {
        if ((_watch?.Find(address) ?? _methods?.Find(address)) is { } method)
            return CompiledFrame.Of(method, address, address, module);
        if (_jitDump is not null && _jitDump.TryFind(address, out JitMethod? compiled) && address - compiled.Start < compiled.Size)
            return CompiledFrame.Of(compiled, address, address, module);
        return _perfMap is not null && _perfMap.TryFind(address, out JitSymbol symbol)
            ? CompiledFrame.Of(symbol, address, address, module)
            : null;
    }

    // The runtime's own list is best: it has all code, and leaves no file. What follows it is for runtimes that do not give one; one that did not
    // answer in time is asked no more, as all the answers together may take no longer than that.
    private void Ask()
    {
        long start = Stopwatch.GetTimestamp();
        _isAsked = true;
        _explanation = null;
        if (!options.AskRuntimes || !DotNetProcess.IsRunning(pid) || !TryAskRuntime(start))
            ReadFiles();
        Version++;
        _askedAt = Stopwatch.GetTimestamp();
    }

    private bool TryAskRuntime(long start)
    {
        if (TryList(Left(start)))
            return true;
        if (Left(start) is var left && left > TimeSpan.Zero && PerfFileOnDemand.ReadJitDump(pid, left, options.MaxRuntimeBytes) is { } dump)
        {
            _jitDump = dump;
            return true;
        }

        left = Left(start);
        if (left > TimeSpan.Zero && PerfFileOnDemand.ReadPerfMap(pid, left, options.MaxRuntimeBytes) is { } map)
        {
            _perfMap = map;
            return true;
        }

        return false;
    }

    private TimeSpan Left(long start) => options.RuntimeTimeout - Stopwatch.GetElapsedTime(start);

    private bool TryList(TimeSpan timeout)
    {
        try
        {
            ManagedMethods methods = DotNetProcess.ReadMethods(pid, timeout, options.MaxRuntimeBytes);
            _watch?.AddListed(methods);
            Listed(_watch is null ? methods : null, methods.Dropped);
            return true;
        }
        catch (IOException e)
        {
            _explanation = e.Message;
            return _isListed;
        }
    }

    private void Listed(ManagedMethods? methods, long dropped)
    {
        _methods = methods;
        _isListed = true;
        _dropped = dropped;
    }

    // What the process wrote of its own accord.
    private void ReadFiles()
    {
        _jitDump = JitDumpFile.TryRead(pid, out JitFileRefusal noDump, options.MaxRuntimeBytes) ?? _jitDump;
        _perfMap = PerfMapFile.TryRead(pid, out JitFileRefusal noMap, options.MaxRuntimeBytes - (_jitDump?.Bytes ?? 0)) ?? _perfMap;
        if (_jitDump is null && _perfMap is null)
            _explanation ??= noMap.Fault is JitFileFault.NotThere && noDump.Fault is not JitFileFault.None ? noDump.Message : noMap.Message;
    }
}
