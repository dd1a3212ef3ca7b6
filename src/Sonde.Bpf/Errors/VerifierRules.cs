using static Sonde.Bpf.BpfVerifierErrorClass;

namespace Sonde.Bpf;

/// <summary>What the verifier's sentences mean. They differ by kernel; the tests have logs of five.</summary>
internal static class VerifierRules
{
    private const string CheckNull = "Check the pointer against NULL before using it.";
    private const string CheckLookUp = "A map look-up may give NULL: check the pointer before using it.";
    private const string CheckReserve = "A ring buffer reservation may give NULL: check the pointer before using it.";
    private const string ReadByHelper =
        "A number is used as a pointer: read kernel or user memory with bpf_probe_read_kernel() or bpf_probe_read_user(); "
        + "a record must not be used after it was submitted or discarded.";
    private const string BoundIt = "Check the value against a constant bound, below and above, before using it as an offset or a length.";
    private const string StaysInside = "Check the offset or index against the size before the access.";
    private const string CheckPacket = "Compare the end of what is read with data_end before reading it.";
    private const string SmallStack = "A program has 512 bytes of stack, shared by the functions that it calls: keep large values in a per-CPU array.";
    private const string SetStack = "Set the whole value before it is read or passed to a helper, padding too: initialise it with {} or memset().";
    private const string NoHelper =
        "This kernel has no such function for programs of this type: test for it before loading, use another one, or a newer kernel.";
    private const string NoKernelFunction =
        "This kernel has no such kernel function for programs of this type: declare it __weak, and call it only where bpf_ksym_exists().";
    private const string ReleaseAll =
        "Everything that was acquired (ring buffer records, sockets, dynptrs, iterators) must be given back on every path.";
    private const string BoundLoop = "Loops need a bound that the verifier can see, and progress in each round; or use bpf_loop().";
    private const string Simplify = "Split the program, shorten its loops, or use bpf_loop().";
    private const string ReadOnly = "This memory may only be read: global constants, maps that are read-only for programs, kernel structures.";
    private const string PairLocks = "Release the lock on every path, take no second one meanwhile, and call no function that it does not allow.";
    private const string NoSleep =
        "Only sleepable programs (section names with .s, such as fentry.s) may call it, and not within locks or RCU sections.";

    // In order: the first that fits decides, so that special sentences stand before general ones.
    private static readonly VerifierRule[] Rules =
    [
        new("invalid mem access 'map_value_or_null'", MissingNullCheck, CheckLookUp),
        new("invalid mem access 'mem_or_null'", MissingNullCheck, CheckNull + " A ring buffer reservation and an argument of a global function may be NULL."),
        new("invalid mem access 'ringbuf_mem_or_null'", MissingNullCheck, CheckReserve),
        new("invalid mem access 'alloc_mem_or_null'", MissingNullCheck, CheckReserve),
        new("invalid mem access '*_or_null", MissingNullCheck, CheckNull),
        new("type=*_or_null expected=", MissingNullCheck, CheckNull),
        new("null-check it first", MissingNullCheck, CheckNull),
        new("Possibly NULL pointer passed", MissingNullCheck, CheckNull),
        new("invalid mem access 'scalar'", NotAPointer, ReadByHelper),
        new("invalid mem access 'inv'", NotAPointer, ReadByHelper),

        new("unknown func bpf_copy_from_user", UnknownFunction, NoHelper + " It needs a sleepable program."),
        new("BPF_CALL uses reserved fields", UnknownFunction, NoKernelFunction),
        new("invalid kernel function call not eliminated", UnknownFunction, NoKernelFunction),
        new("calling kernel function*is not allowed", UnknownFunction, NoKernelFunction),
        new("unknown func", UnknownFunction, NoHelper),
        new("invalid func", UnknownFunction, NoHelper),
        new("program of this type cannot use helper", UnknownFunction, NoHelper),
        new("helper call is not allowed in probe", UnknownFunction, NoHelper),
        new("GPL-restricted function", GplOnly, "Declare a GPL-compatible licence: char LICENSE[] SEC(\"license\") = \"Dual MIT/GPL\"."),
        new("from non-GPL compatible program", GplOnly, "Declare a GPL-compatible licence: char LICENSE[] SEC(\"license\") = \"Dual MIT/GPL\"."),
        new("might sleep", SleepableMisuse, NoSleep),
        new("sleepable*in non-sleepable", SleepableMisuse, NoSleep),
        new("is not sleepable", SleepableMisuse, NoSleep),
        new("sleepable programs can only", SleepableMisuse, NoSleep),
        new("Sleepable programs can only", SleepableMisuse, NoSleep),
        new("program is sleepable", SleepableMisuse, NoSleep),

        new("cannot be used inside bpf_*-ed region", LockMisuse, PairLocks),
        new("tracing progs cannot use bpf_", LockMisuse, "Tracing programs may not take spin locks on this kernel: use atomic operations or a per-CPU map."),
        new("socket filter progs cannot use bpf_", LockMisuse, "Socket filters may not take spin locks: use atomic operations or a per-CPU map."),
        new("bpf_spin_", LockMisuse, PairLocks),
        new("holding a lock", LockMisuse, PairLocks),
        new("holding the lock", LockMisuse, PairLocks),
        new("lock*is missing", LockMisuse, PairLocks),
        new("unmatched rcu read", LockMisuse, PairLocks),
        new("rcu_read_lock", LockMisuse, PairLocks),
        new("rcu_read_unlock", LockMisuse, PairLocks),
        new("preempt_enable", LockMisuse, PairLocks),
        new("preempt_disable", LockMisuse, PairLocks),

        new("Unreleased reference", UnreleasedReference, ReleaseAll),
        new("reference leak", UnreleasedReference, ReleaseAll),
        new("reference has not been acquired before", UnreleasedReference, "Give back only what a function such as bpf_ringbuf_reserve() acquired, and once."),

        new("Expected an initialized", UninitialisedRead, "Make the dynptr or iterator with its own function, on every path, before it is used."),
        new("expected an initialized", UninitialisedRead, "Make the dynptr or iterator with its own function, on every path, before it is used."),
        new("!read_ok", UninitialisedRead, "A register or variable is used before it is set, or is lost in a call: set it on every path."),
        new("invalid indirect read from stack", UninitialisedStackRead, SetStack),
        new("invalid read from stack R10", UninitialisedStackRead, SetStack),
        new("invalid indirect access to stack", OutOfBounds, "The helper takes more bytes than the variable on the stack has: look at the map's key and value sizes."),
        new("invalid read from stack", OutOfBounds, "More bytes are read than the variable on the stack has: look at the map's key and value sizes."),
        new("invalid zero-sized read", UnboundedAccess, "The length may be 0: check that it is not before the call."),
        new("invalid unbounded variable-offset", UnboundedAccess, BoundIt),
        new("variable-offset*stack", OutOfBounds, StaysInside),
        new("variable offset stack pointer", OutOfBounds, StaysInside),
        new("variable stack", OutOfBounds, StaysInside),
        new("combined stack size", StackLimit, SmallStack),
        new("call stack of", StackLimit, "At most 8 functions may be called from within each other: inline some with __always_inline."),
        new("stack limit", StackLimit, SmallStack),
        new("invalid write to stack", StackLimit, SmallStack),
        new("invalid stack", StackLimit, SmallStack),
        new("misaligned", Misaligned, "Access memory at multiples of the size of the access: no packed structures on the stack."),

        new("write into map forbidden", ReadOnlyWrite, ReadOnly),
        new("cannot write into", ReadOnlyWrite, ReadOnly),
        new("only read is supported", ReadOnlyWrite, ReadOnly),
        new("frame pointer is read only", ReadOnlyWrite, "Register r10 belongs to the verifier."),
        new("read from map forbidden", InvalidMapAccess, "The map was made with BPF_F_WRONLY_PROG: programs may only write it."),
        new("cannot pass map_type", InvalidMapAccess, "This function takes maps of another type."),
        new("expected prog array map", InvalidMapAccess, "Tail calls take a map of type BPF_MAP_TYPE_PROG_ARRAY."),
        new("kernel subsystem misconfigured verifier", InvalidMapAccess, "Before 6.18 the kernel says so when a tail call is given a map that is no BPF_MAP_TYPE_PROG_ARRAY."),

        new("bpf_context access", BadContextAccess, "This field does not exist in the context of this program type on this kernel, or may not be written."),
        new("variable ctx access", BadContextAccess, "The context takes constant offsets only: unroll the loop, or read all that is needed first."),
        new("dereference of modified ctx ptr", BadContextAccess, "The context pointer must reach the access or the helper unchanged."),
        new("dereference of modified", PointerArithmetic, "The pointer must be given as it was got, without an offset."),
        new("must have zero offset when passed to release", PointerArithmetic, "Give back the pointer that was got, not one to its middle."),
        new("pointer arithmetic", PointerArithmetic, "Pointers take only additions and subtractions of numbers with known bounds."),
        new("on pointer prohibited", PointerArithmetic, "Pointers take only additions and subtractions of numbers with known bounds."),
        new("unbounded", UnboundedAccess, BoundIt),
        new("min value is negative", UnboundedAccess, BoundIt),
        new("is not a known constant", WrongType, "This argument must be a constant: the size of a reservation for example."),
        new("not supported yet", WrongType, "Global functions of this kernel take numbers and the context only: make the function static."),
        new("invalid access to packet", OutOfBounds, CheckPacket),
        new("outside of the packet", OutOfBounds, CheckPacket),
        new("outside of the allowed memory range", OutOfBounds, StaysInside),
        new("outside of the array range", OutOfBounds, StaysInside),
        new("invalid access to", OutOfBounds, StaysInside),
        new("access beyond", OutOfBounds, "The structure of this kernel ends before: use CO-RE reads and check bpf_core_field_exists()."),
        new("type=*expected=", WrongType, "The function takes an argument of another type: compare with its declaration; what was released can no longer be passed."),
        new("Caller passes invalid args", WrongType, "The arguments do not fit what the global function was verified for."),

        new("infinite loop detected", Loop, BoundLoop),
        new("back-edge", Loop, BoundLoop),
        new("recursive call", Loop, "Functions may not call themselves: use a loop with a bound."),
        new("program is too large", TooComplex, Simplify),
        new("is too complex", TooComplex, Simplify),
        new("too many", TooComplex, Simplify),

        new("At program exit the register R0", InvalidReturnValue, "Return a value that this program type allows: a number within the range that the kernel names."),
        new("At async callback the register R0", InvalidReturnValue, "Return 0 from the callback."),
        new("leaks addr as return value", InvalidReturnValue, "Return a number, not a pointer."),

        new("last insn is not an exit or jmp", InvalidInstruction, "A function ends without a return: look for undefined behaviour that the compiler removed."),
        new("unreachable insn", InvalidInstruction, "Code that no path reaches: look at inline assembly."),
        new("jump out of range", InvalidInstruction, "A jump leaves the program: look at inline assembly."),
        new("div by zero", InvalidInstruction, "The divisor is the constant 0."),
        new("invalid shift", InvalidInstruction, "The shift is by the width of the value or more."),
        new("uses reserved fields", InvalidInstruction, "This kernel does not know the instruction: compile with -mcpu=v3 or lower."),
        new("unknown opcode", InvalidInstruction, "This kernel does not know the instruction: compile with -mcpu=v3 or lower."),
        new("invalid BPF_LD_IMM64", InvalidInstruction, "The instruction is damaged."),

        new("attach_btf_id", InvalidAttachTarget, "The kernel's BTF has no such function: it may be inlined, or be spelled otherwise."),
        new("attach to unsupported", InvalidAttachTarget, "The kernel does not let programs be attached there."),
        new("is not modifiable", InvalidAttachTarget, "Only functions marked for error injection can be modified (fmod_ret)."),
        new("The address of function*cannot be found", InvalidAttachTarget, "The function is in the kernel's BTF and not in its code: it was inlined, or is an initialisation function."),
        new("attach", InvalidAttachTarget, "The kernel does not let programs of this kind be attached there."),
    ];

    /// <summary>The rule for what the verifier said; null when it is new.</summary>
    public static VerifierRule? For(ReadOnlySpan<char> message)
    {
        foreach (VerifierRule rule in Rules)
        {
            if (rule.Matches(message))
                return rule;
        }

        return null;
    }
}
