using Sonde.ObjectFiles;

namespace Sonde.Symbols;

/// <summary>Walks copied stacks from the innermost function to the start of the thread.</summary>
/// <remarks>
/// <para>Each step takes what its function has: the unwind tables of native code, the frame pointer of code that a runtime compiled (which keeps
/// one always), and what the instructions of prologues and epilogues tell where there is neither. All may alternate in one stack.</para>
/// <para>For one thread at a time. Walks over modules that are known allocate nothing. Whatever registers and stack hold, a walk ends: each caller's
/// frame lies behind the one before.</para>
/// </remarks>
public sealed partial class Unwinder
{
    private readonly ElfMachine _machine;
    private readonly MachineRegisters _numbers;
    private readonly RuleCache _rules = new();

    /// <summary>Creates an unwinder.</summary>
    /// <param name="machine">Whose stacks: of x86-64 or arm64.</param>
    /// <exception cref="ArgumentException">It is another machine.</exception>
    public Unwinder(ElfMachine machine = ElfMachine.X64)
    {
        if (machine is not (ElfMachine.X64 or ElfMachine.Arm64))
            throw new ArgumentException($"Stacks of {machine} cannot be walked.", nameof(machine));
        _machine = machine;
        _numbers = MachineRegisters.Of(machine);
    }

    /// <summary>Walks a stack.</summary>
    /// <param name="code">Where the process has its code.</param>
    /// <param name="start">The registers when the stack was copied.</param>
    /// <param name="stack">The copy.</param>
    /// <param name="frames">Takes the frames, the innermost first; the walk ends when it is full.</param>
    /// <param name="count">How many frames there are.</param>
    /// <returns>Why the walk ended.</returns>
    public UnwindEnd Unwind(AddressSpace code, in FrameRegisters start, in StackCopy stack, Span<UnwoundFrame> frames, out int count)
    {
        ArgumentNullException.ThrowIfNull(code);
        count = 0;
        if (!start.TryGet(_numbers.StackPointer, out ulong stackPointer))
            return UnwindEnd.BadRule;
        FrameRegisters registers = start;
        bool isReturnAddress = false;
        while (true)
        {
            if (count == frames.Length)
                return UnwindEnd.Limit;
            var frame = new UnwoundFrame(registers.ProgramCounter, isReturnAddress);
            frames[count++] = frame;
            if (TryStep(code, frame, ref registers, in stack, out bool isInterrupted) is { } end)
                return end;
            // The end of a chain that nobody marked otherwise.
            if (registers.ProgramCounter == 0)
                return UnwindEnd.Outermost;
            ulong before = stackPointer;
            if (!registers.TryGet(_numbers.StackPointer, out stackPointer))
                return UnwindEnd.BadRule;
            // A handler may run on a stack of its own; and what arm64 calls may not have used the stack yet.
            bool mayStay = isInterrupted || (_machine == ElfMachine.Arm64 && !isReturnAddress && registers.ProgramCounter != frame.Address);
            if (mayStay ? stackPointer == before && registers.ProgramCounter == frame.Address : stackPointer <= before)
                return UnwindEnd.Loop;
            isReturnAddress = !isInterrupted;
        }
    }

    private UnwindEnd? TryStep(AddressSpace code, UnwoundFrame frame, ref FrameRegisters registers, in StackCopy stack, out bool isInterrupted)
    {
        isInterrupted = false;
        ref readonly RuleCache.Entry entry = ref _rules.Get(code, frame.LookupAddress);
        if (entry.HasRule)
        {
            isInterrupted = entry.Rule.IsSignalFrame;
            FrameRegisters caller = registers;
            FrameStep step = entry.Rule.Apply(ref caller, in stack);
            switch (step)
            {
                case FrameStep.Done:
                    registers = caller;
                    return null;
                case FrameStep.Outermost:
                    return UnwindEnd.Outermost;
                case FrameStep.StackTooShort:
                    return UnwindEnd.StackTooShort;
                default:
                    isInterrupted = false;
                    // Most native code that needs a lost register here has a frame pointer after all.
                    return TryFramePointer(code, ref registers, in stack) is null ? null : UnwindEnd.BadRule;
            }
        }

        if (entry.Region is null)
            return frame.IsReturnAddress || !TryReturnAddressOnTop(code, ref registers, in stack) ? UnwindEnd.NotMapped : null;
        return StepWithoutTables(code, entry.Region, frame, ref registers, in stack);
    }
}
