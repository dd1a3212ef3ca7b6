namespace Sonde.Bpf.Tests;

public sealed class VerifierReportTests
{
    [Fact]
    public void A_log_of_6_9_and_later_gives_the_line_number()
    {
        VerifierReport report = VerifierReport.Parse("""
            0: R1=ctx() R10=fp0
            ; return *value; @ a.bpf.c:21
            6: (79) r0 = *(u64 *)(r0 +0)          ; R0_w=map_value_or_null(id=1)
            R0 invalid mem access 'map_value_or_null'
            processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0

            """)!;

        Assert.Equal("R0 invalid mem access 'map_value_or_null'", report.Summary);
        Assert.Equal((6, "(79) r0 = *(u64 *)(r0 +0)"), (report.InstructionIndex, report.Instruction));
        Assert.Equal(new BpfSourceLocation("a.bpf.c", 21, "return *value;"), report.Source);
    }

    [Fact]
    public void An_older_log_gives_the_text_of_the_line_only()
    {
        VerifierReport report = VerifierReport.Parse("""
            func#0 @0
            ; return *value;
            6: (79) r0 = *(u64 *)(r0 +0)
            R0 invalid mem access 'map_value_or_null'
            verification time 77 usec
            stack depth 4
            processed 7 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
            """)!;

        Assert.Equal(new BpfSourceLocation(null, 0, "return *value;"), report.Source);
        Assert.Equal("R0 invalid mem access 'map_value_or_null'", report.Summary);
    }

    [Fact]
    public void A_log_without_instructions_still_has_its_sentence()
    {
        VerifierReport report = VerifierReport.Parse("BPF program is too large. Processed 1000001 insn\nprocessed 1000001 insns\n")!;

        Assert.Null(report.InstructionIndex);
        Assert.Contains("Split the program", report.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_log_is_no_report() => Assert.Null(VerifierReport.Parse("\n\n"));
}
