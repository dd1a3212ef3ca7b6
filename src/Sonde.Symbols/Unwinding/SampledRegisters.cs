using System.Numerics;
using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Translates registers as perf samples have them (<c>asm/perf_regs.h</c>) into those of unwind tables.</summary>
public static class SampledRegisters
{
    private const int X64ProgramCounter = 8;
    private const int Arm64ProgramCounter = 32;

    // By perf's number, which is that of enum perf_event_x86_regs: ax bx cx dx si di bp sp, ip flags and segments, r8 to r15.
    private static ReadOnlySpan<sbyte> X64Numbers => [0, 3, 2, 1, 4, 5, 6, 7, -1, -1, -1, -1, -1, -1, -1, -1, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>Translates registers.</summary>
    /// <param name="machine">Of which machine they are, x86-64 or arm64.</param>
    /// <param name="mask">Which registers there are, as bits in perf's numbers.</param>
    /// <param name="values">One value for each bit, from the lowest on.</param>
    /// <param name="registers">The registers.</param>
    /// <returns>False without an instruction pointer and a stack pointer, with which every walk begins, or for another machine.</returns>
    public static bool TryRead(ElfMachine machine, ulong mask, ReadOnlySpan<ulong> values, out FrameRegisters registers)
    {
        registers = default;
        int programCounter = machine switch { ElfMachine.X64 => X64ProgramCounter, ElfMachine.Arm64 => Arm64ProgramCounter, _ => -1 };
        if (programCounter < 0 || (mask & (1UL << programCounter)) == 0 || BitOperations.PopCount(mask) > values.Length)
            return false;
        foreach (ulong value in values)
        {
            if (mask == 0)
                break;
            int number = BitOperations.TrailingZeroCount(mask);
            mask &= mask - 1;
            if (number == programCounter)
                registers.ProgramCounter = value;
            else if (machine == ElfMachine.Arm64)
                registers.Set(number < Arm64ProgramCounter ? number : -1, value);
            else if (number < X64Numbers.Length)
                registers.Set(X64Numbers[number], value);
        }

        return registers.TryGet(MachineRegisters.Of(machine).StackPointer, out _);
    }
}
