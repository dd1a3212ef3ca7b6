namespace Sonde.Symbols;

/// <summary>A frame of a stack.</summary>
/// <param name="Address">The next instruction: of a caller the return address, of the innermost frame and one that a signal interrupted the instruction itself.</param>
/// <param name="IsReturnAddress">Whether the instruction that runs is the call before the address.</param>
public readonly record struct UnwoundFrame(ulong Address, bool IsReturnAddress)
{
    /// <summary>An address inside of the instruction that runs, to look up its function and line.</summary>
    public ulong LookupAddress => IsReturnAddress ? Address - 1 : Address;
}
