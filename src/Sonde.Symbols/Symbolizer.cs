namespace Sonde.Symbols;

/// <summary>Names addresses of the kernel, of live processes, and of files.</summary>
/// <remarks>
/// What was looked up once is remembered, with its process: looking it up again allocates nothing, and its name stays when the process
/// has ended. Frames of <see cref="ResolveFile"/> and <see cref="Resolve"/> alone are made anew each time, and are in no report. One thread at a
/// time.
/// </remarks>
public sealed partial class Symbolizer : IDisposable
{
    // How much more processes take before the memory of files is looked at again.
    private const long BytesBetweenLooks = 1024 * MemoryUse.FrameBytes;

    private readonly SymbolizerOptions _options;
    private readonly ModuleCache _modules;
    private readonly Dictionary<int, ProcessSymbols> _processes = [];
    private readonly KernelFrames _kernel;
    private readonly ReportTally _forgotten = new();
    private readonly MemoryUse _memory = new();
    private long _uses;
    private bool _isDisposed;
    private long _nextLook = BytesBetweenLooks;

    /// <summary>Makes one that has read nothing yet.</summary>
    /// <param name="options">How to look; null for the defaults.</param>
    public Symbolizer(SymbolizerOptions? options = null)
    {
        _options = options ?? new SymbolizerOptions();
        _kernel = new KernelFrames(_options);
        _modules = new ModuleCache(_options.ToModuleOptions(), _options.CacheBytes);
    }

    /// <summary>Names the code at an address of the kernel.</summary>
    /// <param name="address">The address.</param>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public SymbolFrame ResolveKernel(ulong address)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if ((long)_kernel.Count * MemoryUse.FrameBytes > _options.CacheBytes)
        {
            _forgotten.Add(_kernel.Frames);
            _kernel.Clear();
        }

        return _kernel.Resolve(address).Count();
    }

    /// <summary>Names the code at an address of a process, or of the kernel, whose addresses callchains of a process have, too.</summary>
    /// <remarks>Of a callchain all addresses but the innermost are where calls return to: look up the address before, which is in the call.</remarks>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="address">The address.</param>
    /// <exception cref="ArgumentOutOfRangeException">The process is 0 or less.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public SymbolFrame ResolveProcess(int pid, ulong address)
    {
        if (IsOfKernel(address))
            return ResolveKernel(address);
        SymbolFrame frame = Process(pid).Resolve(address).Count();
        Trim(pid);
        return frame;
    }

    /// <summary>Names the code at each of several addresses of a process.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="frames">Where the frames go, as many as there are addresses.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room for so many frames, or the process is 0 or less.</exception>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public void ResolveProcess(int pid, ReadOnlySpan<ulong> addresses, Span<SymbolFrame> frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames.Length, addresses.Length, nameof(frames));
        ProcessSymbols process = Process(pid);
        for (int i = 0; i < addresses.Length; i++)
            frames[i] = IsOfKernel(addresses[i]) ? ResolveKernel(addresses[i]) : process.Resolve(addresses[i]).Count();
        Trim(pid);
    }

    /// <summary>Names the code that was at an address of a process at a time.</summary>
    /// <remarks>It differs from what is there now for a .NET process that is watched, and has used memory again for another method.</remarks>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="address">The address.</param>
    /// <param name="time">The time in nanoseconds of <c>CLOCK_MONOTONIC</c>.</param>
    public SymbolFrame ResolveProcess(int pid, ulong address, ulong time)
    {
        if (IsOfKernel(address))
            return ResolveKernel(address);
        SymbolFrame frame = Process(pid).Resolve(address, time).Count();
        Trim(pid);
        return frame;
    }

    /// <summary>Has a .NET process tell of each method that it compiles or drops from now on, until it is forgotten.</summary>
    /// <remarks>For long recordings: names of code that is gone when it is looked up, and the right one where memory was used again.</remarks>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <returns>What says whether it goes on, and how many events were lost. It belongs to this symbolizer, which ends it.</returns>
    /// <exception cref="IOException">The process has no .NET runtime that answers; the message says why.</exception>
    public DotNetMethodWatch Watch(int pid) => Process(pid).Watch();

    /// <summary>Reads now what naming any code of a process will need, so that it has names when the process has ended.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    public void Take(int pid)
    {
        Process(pid).Take();
        Trim(pid);
    }

    /// <summary>Tells that a process was forked, so that its code has names even if it ends before anything of it is looked up.</summary>
    /// <param name="parent">The process that forked.</param>
    /// <param name="child">The new one.</param>
    public void Forked(int parent, int child)
    {
        if (parent == child)
            return;
        Forget(child);
        if (_processes.TryGetValue(parent, out ProcessSymbols? known))
        {
            ProcessSymbols fork = known.Fork(child);
            fork.LastUse = ++_uses;
            _processes.Add(child, fork);
            Trim(child);
        }
    }

    /// <summary>Forgets a process: it has ended, or has executed another program, and what has its number next has other code.</summary>
    /// <remarks>Without being told this is found out within a second, as long as addresses are looked up.</remarks>
    /// <param name="pid">The process.</param>
    public void Forget(int pid)
    {
        if (!_processes.Remove(pid, out ProcessSymbols? process))
            return;
        _forgotten.Add(process.Frames);
        process.Dispose();
    }

    /// <summary>Forgets the kernel's symbols: what is loaded now has its names, and what was unloaded has none any more.</summary>
    public void ForgetKernel()
    {
        _forgotten.Add(_kernel.Frames);
        _kernel.Forget();
    }

    /// <summary>How many of all look-ups until now gave names, and why the others did not, for each file.</summary>
    /// <returns>The files, those with the most unnamed look-ups first.</returns>
    public IReadOnlyList<ModuleReport> Report()
    {
        ReportTally tally = _forgotten.Copy();
        tally.Add(_kernel.Frames);
        foreach (ProcessSymbols process in _processes.Values)
            tally.Add(process.Frames);
        return tally.ToReports();
    }

    /// <summary>Closes the files it reads from. Frames that it gave stay valid.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (ProcessSymbols process in _processes.Values)
            process.Dispose();
        _processes.Clear();
        _modules.Dispose();
        _kernel.Dispose();
    }

    // The kernel has the upper half on every machine that Sonde runs on.
    private static bool IsOfKernel(ulong address) => (long)address < 0;

    private ProcessSymbols Process(int pid)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_processes.TryGetValue(pid, out ProcessSymbols? process) && process.IsAnother())
        {
            Forget(pid);
            process = null;
        }

        if (process is null)
            _processes.Add(pid, process = new ProcessSymbols(pid, _modules, _options, _memory));
        process.LastUse = ++_uses;
        return process;
    }

    // Of the process in hand the frames alone are forgotten: it would be read again at once.
    private void Trim(int pid)
    {
        if (_memory.Bytes >= _nextLook)
        {
            _nextLook = _memory.Bytes + BytesBetweenLooks;
            _modules.Trim();
        }

        while (_memory.Bytes > _options.CacheBytes)
        {
            _nextLook = BytesBetweenLooks;
            KeyValuePair<int, ProcessSymbols> oldest = _processes.MinBy(pair => pair.Value.LastUse);
            if (oldest.Key != pid)
            {
                Forget(oldest.Key);
                continue;
            }

            _forgotten.Add(oldest.Value.Frames);
            oldest.Value.Clear();
            return;
        }
    }
}
