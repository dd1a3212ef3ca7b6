namespace Sonde.Symbols;

/// <summary>Why a walk over a stack ended where it did.</summary>
public enum UnwindEnd
{
    /// <summary>It reached the function that nobody called: the start of the program or of the thread.</summary>
    Outermost,

    /// <summary>The rest of the stack was not copied.</summary>
    StackTooShort,

    /// <summary>Nothing that holds code is known at the address of the last frame.</summary>
    NotMapped,

    /// <summary>The code of the last frame has no rules, and no frame pointer leads on.</summary>
    NoRule,

    /// <summary>The rule of the last frame cannot be carried out: it is damaged, or needs a register whose value is lost.</summary>
    BadRule,

    /// <summary>The last frame's frame pointer leads nowhere.</summary>
    BadFramePointer,

    /// <summary>The caller's frame would not lie behind the last one.</summary>
    Loop,

    /// <summary>There are more frames than were asked for.</summary>
    Limit,
}
