namespace Sonde.Symbols;

/// <summary>Addresses at which nothing was mapped.</summary>
internal sealed class UnmappedCode : IRecordedCode
{
    public SymbolFrame Name(ulong place) => new(place, FrameKind.Unknown, null) { Reason = UnknownReason.NotMapped };
}
