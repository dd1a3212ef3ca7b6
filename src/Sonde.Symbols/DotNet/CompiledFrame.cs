namespace Sonde.Symbols;

/// <summary>Makes frames of code that a runtime compiled.</summary>
internal static class CompiledFrame
{
    /// <summary>A frame of a .NET method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="address">Where in the process.</param>
    /// <param name="shown">The frame's address: that in the process, or the offset in the file.</param>
    /// <param name="module">The file that it is mapped from, or null.</param>
    public static SymbolFrame Of(ManagedMethod method, ulong address, ulong shown, string? module) => new(shown, FrameKind.Managed, module)
    {
        Name = method.Name,
        RawName = method.RawFullName,
        Offset = address - method.Start,
        Tier = method.Tier,
    };

    /// <summary>A frame of code of a jitdump.</summary>
    /// <inheritdoc cref="Of(ManagedMethod, ulong, ulong, string?)"/>
    public static SymbolFrame Of(JitMethod method, ulong address, ulong shown, string? module)
    {
        bool hasLine = method.TryFindLine(address, out JitLine line);
        return new SymbolFrame(shown, FrameKind.Jit, module)
        {
            Name = method.Name,
            Offset = address - method.Start,
            File = hasLine ? line.File : null,
            Line = hasLine ? line.Line : 0,
        };
    }

    /// <summary>A frame of code of a perf map.</summary>
    /// <inheritdoc cref="Of(ManagedMethod, ulong, ulong, string?)"/>
    public static SymbolFrame Of(in JitSymbol method, ulong address, ulong shown, string? module) =>
        new(shown, FrameKind.Jit, module) { Name = method.Name, Offset = address - method.Start };
}
