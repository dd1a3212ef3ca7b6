using System.Text;

namespace Sonde.Kernel;

/// <summary>A function of the kernel, one of its modules, or a program that it compiled: an entry of <see cref="KernelSymbols"/>.</summary>
public readonly struct KernelSymbol
{
    private readonly KernelSymbols _symbols;
    private readonly int _index;

    internal KernelSymbol(KernelSymbols symbols, int index)
    {
        _symbols = symbols;
        _index = index;
    }

    /// <summary>Its name, as <c>/proc/kallsyms</c> lists it. A new string each time.</summary>
    public string Name => Encoding.UTF8.GetString(NameUtf8);

    /// <summary>Its name in UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _symbols.NameAt(_index);

    /// <summary>Its first address.</summary>
    public ulong Address => _symbols.AddressAt(_index);

    /// <summary>The module it is in; <c>bpf</c> for compiled BPF programs, null for the kernel itself.</summary>
    public string? Module => _symbols.ModuleAt(_index);

    /// <inheritdoc/>
    public override string ToString() => Module is { } module ? $"{Name} [{module}]" : Name;
}
