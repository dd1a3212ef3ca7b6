using Sonde.ObjectFiles;

namespace Sonde.Symbols;

public sealed partial class Unwinder
{
    private UnwindEnd? StepWithoutTables(AddressSpace code, CodeRegion region, UnwoundFrame frame, ref FrameRegisters registers, in StackCopy stack)
    {
        if (frame.IsReturnAddress)
            return TryFramePointer(code, ref registers, in stack);
        if (TryPrologue(code, region, frame.Address, ref registers, in stack))
            return null;
        FrameRegisters interrupted = registers;
        UnwindEnd? end = TryFramePointer(code, ref registers, in stack);
        if (end is null && registers.ProgramCounter != 0)
            return null;
        // A stub without a frame, called by code that uses the frame pointer's register for something else.
        registers = interrupted;
        return TryReturnAddressOnTop(code, ref registers, in stack) ? null : end ?? UnwindEnd.BadFramePointer;
    }

    /// <summary>The frame pointer points at the caller's, and behind that is the return address: the same on x86-64 and arm64.</summary>
    private UnwindEnd? TryFramePointer(AddressSpace code, ref FrameRegisters registers, in StackCopy stack)
    {
        if (!registers.TryGet(_numbers.FramePointer, out ulong framePointer) || !registers.TryGet(_numbers.StackPointer, out ulong stackPointer))
            return UnwindEnd.NoRule;
        if (framePointer < stackPointer || (framePointer & 7) != 0 || framePointer > ulong.MaxValue - 16)
            return UnwindEnd.BadFramePointer;
        return Return(code, framePointer + 8, framePointer, mayEnd: true, ref registers, in stack);
    }

    /// <summary>A function that has not made its frame yet, or has given it back.</summary>
    private bool TryPrologue(AddressSpace code, CodeRegion region, ulong address, ref FrameRegisters registers, in StackCopy stack)
    {
        if (_machine != ElfMachine.X64 || !registers.TryGet(_numbers.StackPointer, out ulong stackPointer)
            || !registers.TryGet(_numbers.FramePointer, out ulong framePointer))
        {
            return false;
        }

        Span<byte> instructions = stackalloc byte[X64Prologue.LongestCode];
        int length = region.ReadCode(address, instructions);
        if (length > 0)
        {
            return X64Prologue.TryFind(instructions[..length], stackPointer, framePointer, out ulong returnAddressAt, out ulong framePointerAt)
                && Return(code, returnAddressAt, framePointerAt, mayEnd: false, ref registers, in stack) is null;
        }

        // Compiled code whose instructions nobody recorded: right after its push the caller's frame pointer is on top and still in its register.
        return stack.TryRead(stackPointer, out ulong top) && top == framePointer
            && Return(code, stackPointer + 8, stackPointer, mayEnd: false, ref registers, in stack) is null;
    }

    /// <summary>A call to where nothing is: its return address is on top of the stack.</summary>
    private bool TryReturnAddressOnTop(AddressSpace code, ref FrameRegisters registers, in StackCopy stack) =>
        _machine == ElfMachine.X64 && registers.TryGet(_numbers.StackPointer, out ulong stackPointer)
        && Return(code, stackPointer, 0, mayEnd: false, ref registers, in stack) is null;

    /// <summary>Goes on at a return address, which must be one: behind an instruction, or 0 where a chain of frame pointers may end.</summary>
    private UnwindEnd? Return(
        AddressSpace code, ulong returnAddressAt, ulong framePointerAt, bool mayEnd, ref FrameRegisters registers, in StackCopy stack)
    {
        if (!stack.TryRead(returnAddressAt, out ulong address))
            return stack.IsBeyond(returnAddressAt) ? UnwindEnd.StackTooShort : UnwindEnd.BadFramePointer;
        if (_machine == ElfMachine.Arm64)
            address &= 0x0000_ffff_ffff_ffff;
        if (address == 0 ? !mayEnd : !code.IsCode(address - 1))
            return UnwindEnd.BadFramePointer;
        ulong framePointer = 0;
        bool hasFramePointer = framePointerAt == 0
            ? registers.TryGet(_numbers.FramePointer, out framePointer)
            : stack.TryRead(framePointerAt, out framePointer);
        // What the function did with all other registers is not known.
        registers.Clear();
        registers.ProgramCounter = address;
        registers.Set(_numbers.StackPointer, returnAddressAt + 8);
        if (hasFramePointer)
            registers.Set(_numbers.FramePointer, framePointer);
        return null;
    }
}
