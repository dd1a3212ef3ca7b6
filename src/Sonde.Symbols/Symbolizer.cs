namespace Sonde.Symbols;

/// <summary>Names addresses of the kernel and of live processes.</summary>
/// <remarks>
/// What was looked up once is remembered, with its process: looking it up again allocates nothing, and its name stays when the process
/// has ended. One thread at a time.
/// </remarks>
public sealed class Symbolizer
{
    private readonly ModuleCache _modules = new();
    private readonly Dictionary<int, ProcessSymbols> _processes = [];
    private readonly KernelFrames _kernel = new();

    /// <summary>Names the code at an address of the kernel.</summary>
    /// <param name="address">The address.</param>
    public SymbolFrame ResolveKernel(ulong address) => _kernel.Resolve(address);

    /// <summary>Names the code at an address of a process.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="address">The address.</param>
    public SymbolFrame ResolveProcess(int pid, ulong address)
    {
        if (!_processes.TryGetValue(pid, out ProcessSymbols? process))
            _processes.Add(pid, process = new ProcessSymbols(pid, _modules));
        return process.Resolve(address);
    }

    /// <summary>Names the code at each of several addresses of a process, a callchain for example.</summary>
    /// <param name="pid">The process, as this process's pid namespace numbers it.</param>
    /// <param name="addresses">The addresses.</param>
    /// <param name="frames">Where the frames go, as many as there are addresses.</param>
    public void ResolveProcess(int pid, ReadOnlySpan<ulong> addresses, Span<SymbolFrame> frames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames.Length, addresses.Length, nameof(frames));
        for (int i = 0; i < addresses.Length; i++)
            frames[i] = ResolveProcess(pid, addresses[i]);
    }

    /// <summary>Forgets a process: what has its number next is another one.</summary>
    /// <param name="pid">The process.</param>
    public void Forget(int pid) => _processes.Remove(pid);

    /// <summary>Forgets the kernel's symbols: what is loaded now has its names, and what was unloaded has none any more.</summary>
    public void ForgetKernel() => _kernel.Forget();
}
