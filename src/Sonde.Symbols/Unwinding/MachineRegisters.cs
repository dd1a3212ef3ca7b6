using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>The numbers in DWARF of the registers that a walk needs by name.</summary>
/// <param name="StackPointer">The stack pointer.</param>
/// <param name="FramePointer">The frame pointer.</param>
internal readonly record struct MachineRegisters(int StackPointer, int FramePointer)
{
    public static MachineRegisters Of(ElfMachine machine) => machine == ElfMachine.Arm64 ? new(31, 29) : new(7, 6);
}
