namespace Sonde.ObjectFiles;

[Flags]
internal enum CompiledRuleFlags : byte
{
    None = 0,

    /// <summary>The return address is undefined: nobody called.</summary>
    Outermost = 1,

    /// <summary>The frame of a signal, whose caller was interrupted and did not call.</summary>
    Signal = 2,

    /// <summary>Values are taken from other registers, which must be those before the step.</summary>
    NeedsOldRegisters = 4,

    /// <summary>There is a rule for the stack pointer, which otherwise is the frame's address.</summary>
    RestoresStackPointer = 8,
}
