namespace Sonde.Symbols;

/// <summary>What is known of the code at an address. The same address gives the same object as long as its process is remembered.</summary>
public sealed class SymbolFrame
{
    internal SymbolFrame(ulong address, FrameKind kind, string? module)
    {
        Address = address;
        Kind = kind;
        Module = module;
    }

    /// <summary>The address.</summary>
    public ulong Address { get; }

    /// <summary>What kind of code it is.</summary>
    public FrameKind Kind { get; }

    /// <summary>The file or kernel module that it is from; null where it is from none, as compiled code is.</summary>
    public string? Module { get; }

    /// <summary>The function, or null; then <see cref="Reason"/> says why.</summary>
    public string? Name { get; internal init; }

    /// <summary>How far into the function, in bytes.</summary>
    public ulong Offset { get; internal init; }

    /// <summary>How .NET made the code; <see cref="CodeTier.Unknown"/> for other code.</summary>
    public CodeTier Tier { get; internal init; }

    /// <summary>Why there is no name.</summary>
    public UnknownReason Reason { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => Name is null ? $"0x{Address:x} [{Reason}{(Module is null ? "" : $", {Module}")}]" : Name;
}
