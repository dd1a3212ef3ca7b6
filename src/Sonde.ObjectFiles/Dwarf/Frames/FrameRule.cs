namespace Sonde.ObjectFiles;

/// <summary>How to find the caller's registers at a place of a function: a row of a <see cref="FrameTable"/>.</summary>
public readonly struct FrameRule
{
    private readonly FrameTable _table;
    private readonly int _index;

    internal FrameRule(FrameTable table, int index)
    {
        _table = table;
        _index = index;
    }

    /// <summary>
    /// Whether this is the frame of a signal: its caller was interrupted, so that its address is the instruction to come and not one behind a call.
    /// </summary>
    public bool IsSignalFrame => (_table.Rule(_index).Flags & CompiledRuleFlags.Signal) != 0;

    /// <summary>Whether the function has no caller.</summary>
    public bool IsOutermost => (_table.Rule(_index).Flags & CompiledRuleFlags.Outermost) != 0;

    internal CompiledRule Compiled => _table.Rule(_index);

    /// <summary>Makes the registers of a function those of its caller.</summary>
    /// <param name="registers">The registers; they are in between if the step fails.</param>
    /// <param name="stack">The stack.</param>
    public FrameStep Apply(ref FrameRegisters registers, in StackCopy stack)
    {
        ref readonly CompiledRule rule = ref _table.Rule(_index);
        if ((rule.Flags & CompiledRuleFlags.Outermost) != 0)
            return FrameStep.Outermost;
        ulong frame;
        if (rule.FrameRegister >= 0)
        {
            if (!registers.TryGet(rule.FrameRegister, out ulong start))
                return FrameStep.UnknownRegister;
            frame = unchecked(start + (ulong)rule.FrameOffset);
        }
        else
        {
            // Register 16 of x86-64 is the instruction pointer: where in an entry of the PLT this is, its rule computes from that.
            if (rule.ReturnRegister == FrameRegisters.X64ReturnAddress)
                registers.Set(FrameRegisters.X64ReturnAddress, registers.ProgramCounter);
            FrameStep worked = FrameExpression.Evaluate(_table.Expression(rule.FrameOffset), 0, hasInitial: false, in registers, in stack, out frame);
            if (worked != FrameStep.Done)
                return worked;
        }

        FrameStep step = (rule.Flags & CompiledRuleFlags.NeedsOldRegisters) == 0
            ? RestoreFromMemory(in rule, frame, ref registers, in stack)
            : RestoreFromAnything(in rule, frame, ref registers, in stack);
        if (step != FrameStep.Done)
            return step;
        if ((rule.Flags & CompiledRuleFlags.RestoresStackPointer) == 0)
            registers.Set(_table.StackPointer, frame);
        if (!registers.TryGet(rule.ReturnRegister, out ulong address))
            return FrameStep.UnknownRegister;
        registers.ProgramCounter = address & _table.AddressMask;
        return FrameStep.Done;
    }

    private FrameStep RestoreFromMemory(in CompiledRule rule, ulong frame, ref FrameRegisters registers, in StackCopy stack)
    {
        registers.TryGet(_table.StackPointer, out ulong stackPointer);
        foreach (RegisterRule each in _table.RegisterRules(in rule))
        {
            ulong at = unchecked(frame + (ulong)each.Value);
            switch (each.Kind)
            {
                // Compilers do not say when a register was popped: its place is given back then, and its value back in the register.
                case RegisterRuleKind.Offset when at < stackPointer && each.Register != rule.ReturnRegister:
                    break;
                case RegisterRuleKind.Offset when stack.TryRead(at, out ulong value):
                    registers.Set(each.Register, value);
                    break;
                case RegisterRuleKind.Offset when each.Register == rule.ReturnRegister:
                    return stack.IsBeyond(at) ? FrameStep.StackTooShort : FrameStep.BadRule;
                case RegisterRuleKind.ValueOffset:
                    registers.Set(each.Register, at);
                    break;
                default:
                    registers.Forget(each.Register);
                    break;
            }
        }

        return FrameStep.Done;
    }

    private FrameStep RestoreFromAnything(in CompiledRule rule, ulong frame, ref FrameRegisters registers, in StackCopy stack)
    {
        FrameRegisters old = registers;
        foreach (RegisterRule each in _table.RegisterRules(in rule))
        {
            FrameStep step = FrameStep.Done;
            ulong value = unchecked(frame + (ulong)each.Value);
            switch (each.Kind)
            {
                case RegisterRuleKind.Register:
                    step = old.TryGet(each.Value, out value) ? FrameStep.Done : FrameStep.UnknownRegister;
                    break;
                case RegisterRuleKind.Expression or RegisterRuleKind.ValueExpression:
                    step = FrameExpression.Evaluate(_table.Expression(each.Value), frame, hasInitial: true, in old, in stack, out value);
                    break;
                case RegisterRuleKind.Undefined:
                    step = FrameStep.UnknownRegister;
                    break;
            }

            bool isInMemory = each.Kind is RegisterRuleKind.Offset or RegisterRuleKind.Expression;
            ulong place = value;
            if (step == FrameStep.Done && isInMemory && !stack.TryRead(place, out value))
                step = stack.IsBeyond(place) ? FrameStep.StackTooShort : FrameStep.BadRule;
            if (step == FrameStep.Done)
                registers.Set(each.Register, value);
            else if (each.Register == rule.ReturnRegister)
                return step;
            else
                registers.Forget(each.Register);
        }

        return FrameStep.Done;
    }
}
