namespace Sonde.ObjectFiles;

/// <summary>The registers of a function that has not returned yet, as far as they are known, by their numbers in DWARF.</summary>
/// <remarks>
/// x86-64: rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp are 0 to 7, r8 to r15 are 8 to 15, 16 stands for the return address. arm64: x0 to x30 are 0 to
/// 30, sp is 31. A mutable value: copy it to keep a state.
/// </remarks>
public unsafe struct FrameRegisters
{
    /// <summary>How many registers are followed; vector registers are not.</summary>
    public const int Count = 34;

    internal const int X64ReturnAddress = 16;

    private fixed ulong _values[Count];
    private ulong _known;

    /// <summary>The address of the next instruction, in a caller the return address.</summary>
    public ulong ProgramCounter { readonly get; set; }

    /// <summary>Gives a register a value. Numbers of registers that are not followed are passed over.</summary>
    /// <param name="register">Its number.</param>
    /// <param name="value">Its value.</param>
    public void Set(int register, ulong value)
    {
        if ((uint)register >= Count)
            return;
        _values[register] = value;
        _known |= 1UL << register;
    }

    /// <summary>The value of a register.</summary>
    /// <param name="register">Its number.</param>
    /// <param name="value">Its value.</param>
    /// <returns>False when it is not known.</returns>
    public readonly bool TryGet(int register, out ulong value)
    {
        if ((uint)register >= Count || (_known & (1UL << register)) == 0)
        {
            value = 0;
            return false;
        }

        value = _values[register];
        return true;
    }

    /// <summary>Makes the value of a register unknown.</summary>
    /// <param name="register">Its number.</param>
    public void Forget(int register)
    {
        if ((uint)register < Count)
            _known &= ~(1UL << register);
    }

    /// <summary>Makes the values of all registers unknown.</summary>
    public void Clear() => _known = 0;
}
