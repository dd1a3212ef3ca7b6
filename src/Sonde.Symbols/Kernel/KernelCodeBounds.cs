using System.Globalization;
using Sonde.Kernel;

namespace Sonde.Symbols;

/// <summary>Where the code of modules and BPF programs ends, as far as the kernel tells this process.</summary>
internal sealed class KernelCodeBounds
{
    /// <summary>The module that the kernel lists programs under.</summary>
    public const string BpfModule = "bpf";

    /// <summary>What their names begin with; others are trampolines between them and the kernel.</summary>
    public const string BpfPrefix = "bpf_prog_";

    // "__builtin__ftrace" and "__builtin__kprobes", which are no modules: code that the kernel writes at run time.
    private const string BuiltInPrefix = "__builtin__";

    // The most that a trampoline has, and what kprobes copy instructions to.
    private const ulong Page = 4096;

    private readonly Dictionary<string, AddressRange> _modules = new(StringComparer.Ordinal);

    private KernelCodeBounds()
    {
    }

    /// <summary>The programs, as they are now.</summary>
    public required IReadOnlyList<BpfCompiledProgram> Programs { get; init; }

    /// <summary>Asks the kernel.</summary>
    public static KernelCodeBounds Read(RunningKernel kernel)
    {
        var bounds = new KernelCodeBounds { Programs = BpfCompiledPrograms.Read() };
        try
        {
            foreach (string line in File.ReadLines($"{kernel.Root}/proc/modules"))
                bounds.Add(line.Split(' '));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Modules end where the next symbol begins.
        }

        return bounds;
    }

    /// <summary>Whether an address is in the same module or program as the function that begins before it.</summary>
    public bool AreOne(KernelSymbol function, ulong address)
    {
        if (function.Module!.StartsWith(BuiltInPrefix, StringComparison.Ordinal))
            return address - function.Address < Page;
        if (function.Module != BpfModule)
            return !_modules.TryGetValue(function.Module, out AddressRange range) || address < range.End;
        if (!function.Name.StartsWith(BpfPrefix, StringComparison.Ordinal))
            return address - function.Address < Page;
        // A program that the kernel does not tell of may be of any length.
        return Programs.FirstOrDefault(program => program.Contains(function.Address)) is not { } its || its.Contains(address);
    }

    // "fuse 192512 3 - Live 0xffffffffc0800000", with an address of 0 where it is hidden. The size is that of its data, too.
    private void Add(string[] fields)
    {
        if (fields is [var name, var length, _, _, _, ['0', 'x', .. var start], ..]
            && ulong.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out ulong size)
            && ulong.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong address) && address != 0)
        {
            _modules[name] = new AddressRange(address, size);
        }
    }
}
