namespace Sonde.Symbols;

/// <summary>A range of addresses. One that would go beyond the last address ends there.</summary>
internal readonly record struct AddressRange(ulong Start, ulong Size)
{
    public ulong End => Size > ulong.MaxValue - Start ? ulong.MaxValue : Start + Size;
}
