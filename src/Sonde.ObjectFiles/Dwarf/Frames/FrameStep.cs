namespace Sonde.ObjectFiles;

/// <summary>What became of a step from a function to its caller.</summary>
public enum FrameStep
{
    /// <summary>The registers are those of the caller now.</summary>
    Done,

    /// <summary>The function has no caller: its return address is said to be undefined.</summary>
    Outermost,

    /// <summary>The return address lies beyond the copy of the stack.</summary>
    StackTooShort,

    /// <summary>The rule needs a register whose value is not known.</summary>
    UnknownRegister,

    /// <summary>The rule is an expression that cannot be worked out, or leads outside of the stack.</summary>
    BadRule,
}
