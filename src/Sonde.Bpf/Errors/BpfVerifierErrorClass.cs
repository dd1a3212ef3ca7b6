namespace Sonde.Bpf;

/// <summary>What kind of mistake the verifier found.</summary>
public enum BpfVerifierErrorClass
{
    /// <summary>A sentence that this version of Sonde does not know.</summary>
    Unclassified,

    /// <summary>A register, a dynptr or an iterator is used before it is set.</summary>
    UninitialisedRead,

    /// <summary>Stack memory is read before it is written. Kernels since 6.3 allow it to privileged programs.</summary>
    UninitialisedStackRead,

    /// <summary>A pointer that may be NULL is used without a check.</summary>
    MissingNullCheck,

    /// <summary>A number is used as a pointer.</summary>
    NotAPointer,

    /// <summary>An offset or a length is known, and reaches outside of the memory.</summary>
    OutOfBounds,

    /// <summary>An offset, an index or a length has no bound that the verifier can see.</summary>
    UnboundedAccess,

    /// <summary>The access is not aligned.</summary>
    Misaligned,

    /// <summary>The stack is too small: an access outside of it, frames that are too large together, or too many of them.</summary>
    StackLimit,

    /// <summary>A write into memory that programs may only read.</summary>
    ReadOnlyWrite,

    /// <summary>A field of the context that this program type does not have on this kernel, or a context pointer that was changed.</summary>
    BadContextAccess,

    /// <summary>A map whose type or flags do not allow the access or the function.</summary>
    InvalidMapAccess,

    /// <summary>Arithmetic that pointers do not allow.</summary>
    PointerArithmetic,

    /// <summary>An argument has another type than the function takes.</summary>
    WrongType,

    /// <summary>A helper or kernel function that this kernel does not have, or not for this program type.</summary>
    UnknownFunction,

    /// <summary>A function that needs a GPL-compatible licence.</summary>
    GplOnly,

    /// <summary>A function that may sleep, in a program or a section that may not.</summary>
    SleepableMisuse,

    /// <summary>Spin locks, RCU sections, or preemption: not released, not taken, or not allowed here.</summary>
    LockMisuse,

    /// <summary>A record, a socket or another reference is not given back on some path.</summary>
    UnreleasedReference,

    /// <summary>A loop without an end that the verifier can see.</summary>
    Loop,

    /// <summary>The program has too many instructions, branches or states to be verified.</summary>
    TooComplex,

    /// <summary>The return value is outside of what the program type allows.</summary>
    InvalidReturnValue,

    /// <summary>An instruction that cannot be: a jump to nowhere, code that is never reached, a division by zero.</summary>
    InvalidInstruction,

    /// <summary>The function that the program is to be attached to does not exist, or cannot be attached to.</summary>
    InvalidAttachTarget,
}
