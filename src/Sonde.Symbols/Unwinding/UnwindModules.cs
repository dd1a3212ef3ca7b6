using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>The files that code is mapped from, each read once for all address spaces, when a walk first comes upon it.</summary>
/// <remarks>Safe from any thread. It keeps files open until it is disposed; no walk may go on then.</remarks>
public sealed class UnwindModules : IDisposable
{
    private readonly Func<string, string> _locate;
    private readonly Dictionary<string, UnwindModule> _modules = [];

    /// <summary>Creates an empty store.</summary>
    /// <param name="locate">Says where a file of a mapping is found; without, at the path that the mapping names.</param>
    public UnwindModules(Func<string, string>? locate = null) => _locate = locate ?? (path => path);

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        lock (_modules)
        {
            foreach (UnwindModule module in _modules.Values)
                module.Dispose();
            _modules.Clear();
        }
    }

    internal UnwindModule Get(string name)
    {
        lock (_modules)
        {
            if (!_modules.TryGetValue(name, out UnwindModule? module))
                _modules.Add(name, module = name == AddressSpace.Vdso ? ReadVdso() : UnwindModule.Read(_locate(name)));
            return module;
        }
    }

    // The code that this kernel maps into each process is the same for all, and has no file.
    private static unsafe UnwindModule ReadVdso()
    {
        ProcessMapping? mapping = ProcessMaps.Read(Environment.ProcessId).Mappings.FirstOrDefault(mapping => mapping.Name == AddressSpace.Vdso);
        return UnwindModule.FromBytes(
            mapping is null ? default : new ReadOnlySpan<byte>((void*)mapping.Start, checked((int)(mapping.End - mapping.Start))).ToArray());
    }
}
