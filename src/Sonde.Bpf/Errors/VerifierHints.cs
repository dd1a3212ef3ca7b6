namespace Sonde.Bpf;

/// <summary>What usually helps against a sentence of the verifier.</summary>
internal static class VerifierHints
{
    private static readonly (string Part, string Hint)[] Known =
    [
        ("invalid mem access 'map_value_or_null'", "A map look-up may give NULL: check the pointer before using it."),
        ("invalid mem access 'mem_or_null'", "A ring buffer reservation may give NULL: check the pointer before using it."),
        ("invalid mem access 'ringbuf_mem_or_null'", "A ring buffer reservation may give NULL: check the pointer before using it."),
        ("invalid mem access 'scalar'", "A number is used as a pointer: read kernel or user memory with bpf_probe_read_kernel() or bpf_probe_read_user()."),
        ("invalid mem access 'inv'", "A number is used as a pointer: read kernel or user memory with bpf_probe_read_kernel() or bpf_probe_read_user()."),
        ("Unreleased reference", "Every ring buffer reservation must be submitted or discarded on every path."),
        ("unknown func", "This kernel has no such helper function: test for it before loading, or use a newer kernel."),
        ("invalid func", "This kernel has no such helper function: test for it before loading, or use a newer kernel."),
        ("back-edge", "Loops need a bound that the verifier can see."),
        ("infinite loop detected", "Loops need a bound that the verifier can see."),
        ("BPF program is too large", "Split the program, shorten its loops or use bpf_loop()."),
        ("outside of the allowed memory range", "Check the offset or index against the size before the access."),
        ("unbounded", "Check the value against a constant bound before using it as an offset or a length."),
        ("combined stack size", "A program has 512 bytes of stack: keep large values in a per-CPU array."),
        ("stack", "A program has 512 bytes of stack, and reads only what it has written there."),
        ("!read_ok", "A register or variable is used before it is set."),
        ("invalid bpf_context access", "This field does not exist in the context of this program type on this kernel."),
        ("cannot call GPL-restricted function", "Declare a GPL-compatible licence: char LICENSE[] SEC(\"license\") = \"Dual MIT/GPL\"."),
    ];

    public static string? For(string summary)
    {
        foreach ((string part, string hint) in Known)
        {
            if (summary.Contains(part, StringComparison.OrdinalIgnoreCase))
                return hint;
        }

        return null;
    }
}
