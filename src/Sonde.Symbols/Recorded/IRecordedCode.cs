namespace Sonde.Symbols;

/// <summary>What recorded code is in, and by which it is named when its name is asked for.</summary>
internal interface IRecordedCode
{
    /// <summary>Names the code at a place. Safe from any thread.</summary>
    /// <param name="place">An address, or an offset in a file.</param>
    SymbolFrame Name(ulong place);
}
