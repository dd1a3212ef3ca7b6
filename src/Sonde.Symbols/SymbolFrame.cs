using System.Globalization;

namespace Sonde.Symbols;

/// <summary>What is known of the code at an address. The same address gives the same object as long as its process is remembered, until it has a name.</summary>
public sealed class SymbolFrame
{
    private readonly string? _rawName;

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

    /// <summary>
    /// The file that it is from, as its process sees it, or the kernel module; null where it is from none, as code is that was compiled at
    /// run time, and the kernel itself.
    /// </summary>
    public string? Module { get; }

    /// <summary>The function, readable; null where it is not known, and then <see cref="Reason"/> says why.</summary>
    public string? Name { get; internal init; }

    /// <summary>The function as its linker or runtime names it, before that was made readable; null where it is not known.</summary>
    public string? RawName
    {
        get => _rawName ?? Name;
        internal init => _rawName = value;
    }

    /// <summary>How far into the function, in bytes.</summary>
    public ulong Offset { get; internal init; }

    /// <summary>The source file, or null.</summary>
    public string? File { get; internal init; }

    /// <summary>The line in <see cref="File"/>, from 1; 0 where it is not known. Where calls were inlined it is the line of the outermost of them.</summary>
    public int Line { get; internal init; }

    /// <summary>The column in <see cref="Line"/>, from 1; 0 where it is not known.</summary>
    public int Column { get; internal init; }

    /// <summary>The functions that were inlined at this place, the innermost first; the last one was called by <see cref="Name"/>.</summary>
    public IReadOnlyList<InlinedFunction> Inlined { get; internal init; } = [];

    /// <summary>How .NET made the code; <see cref="CodeTier.Unknown"/> for other code.</summary>
    public CodeTier Tier { get; internal init; }

    /// <summary>Why there is no name.</summary>
    public UnknownReason Reason { get; internal init; }

    /// <summary>
    /// The reason in words, with what can be done; of a frame with a name why it has no line, where debug information is there that cannot be
    /// read. Null where there is no more to say.
    /// </summary>
    public string? Explanation { get; internal init; }

    /// <summary>How often it was looked up.</summary>
    internal long Uses { get; private set; }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Name is null)
            return string.Create(CultureInfo.InvariantCulture, $"0x{Address:x} [{Reason}{(Module is null ? "" : ", ")}{Module}]");
        return File is null ? Name : string.Create(CultureInfo.InvariantCulture, $"{Name} at {File}:{Line}");
    }

    /// <summary>Counts a look-up of it.</summary>
    internal SymbolFrame Count()
    {
        Uses++;
        return this;
    }
}
