using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Types of the kernel that a program hands on as they are: read right, and refused where the kernel has them otherwise.</summary>
public sealed class KernelLayoutTests
{
    [Fact]
    [Trait("Matrix", "guest")]
    public void A_record_of_a_tracepoint_is_read_with_the_text_behind_its_fields()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read line; exec /bin/true"]) { RedirectStandardInput = true })!;
        using Execs bpf = Execs.Open();
        bpf.Rodata.TargetPid = shell.Id;
        bpf.Load();
        bpf.Attach();
        shell.StandardInput.WriteLine();
        shell.WaitForExit();

        var seen = new List<(int Pid, int OldPid, int EntryPid, string File)>();
        foreach (ReadOnlySpan<byte> bytes in bpf.Maps.Records.Drain())
        {
            ref readonly Execs.TraceEventRawSchedProcessExec exec = ref MemoryMarshal.AsRef<Execs.TraceEventRawSchedProcessExec>(bytes);
            string file = Encoding.UTF8.GetString(Execs.TraceEventRawSchedProcessExec.GetFilename(bytes));
            seen.Add((exec.Pid, exec.OldPid, exec.Ent.Pid, file));
        }

        (int pid, int oldPid, _, string path) = Assert.Single(seen);
        Assert.Equal((shell.Id, shell.Id, "/bin/true\0"), (pid, oldPid, path));
        Assert.Equal(shell.Id, bpf.Bss.PidByCore);
    }

    [Fact]
    public void A_place_outside_of_the_record_is_refused()
    {
        byte[] record = new byte[64];
        record[8] = 60;
        record[10] = 5;
        Assert.Throws<ArgumentOutOfRangeException>(() => Execs.TraceEventRawSchedProcessExec.GetFilename(record));
        record[10] = 4;
        Assert.Equal(4, Execs.TraceEventRawSchedProcessExec.GetFilename(record).Length);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_object_does_not_load_where_the_kernel_has_another_layout()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using DriftedTypes bpf = DriftedTypes.Open();
        BpfException error = Assert.Throws<BpfException>(bpf.Load);
        Assert.Equal(
            "load DriftedTypes: field pid of struct trace_entry___moved is at byte 0 in C# and at byte 4 on this kernel. C# would read wrong "
            + "bytes: build with a vmlinux.h of this kernel, or copy the fields into a struct of the program's own.",
            error.Message);
        Assert.False(bpf.Object.IsLoaded);
    }

    [Theory]
    [InlineData("struct trace_entry___wider", "field pid of struct trace_entry___wider has 8 bytes in C# and 4 on this kernel")]
    [InlineData("struct trace_entry___more", "field colour of struct trace_entry___more does not exist on this kernel")]
    [InlineData("struct trace_entry___bits", "field type of struct trace_entry___bits is at bit 0 with 3 bits in C# and at byte 0 on this kernel")]
    [InlineData("struct list_head___text", "field prev of struct list_head___text has 4 bytes in C# and 8 on this kernel")]
    [InlineData("struct kernel_of_nowhere", "this kernel has no struct kernel_of_nowhere (types of modules are not looked at)")]
    [InlineData("struct trace_event_raw_sched_process_exec___inner",
        "field ent.pid of struct trace_event_raw_sched_process_exec___inner is at byte 0 in C# and at byte 4 on this kernel")]
    [InlineData("struct trace_exit", "the object has no struct trace_exit")]
    public void A_difference_is_named_by_type_and_field(string type, string difference)
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using BpfObject bpf = OpenUnchecked();
        bpf.RequireKernelLayout(type);
        Assert.Contains(difference, Assert.Throws<BpfException>(bpf.Load).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("struct trace_entry___part")]
    public void Fields_that_C_does_not_mention_are_no_difference(string type)
    {
        TestKernel.Require(KernelFeatures.Bpf);
        using BpfObject bpf = OpenUnchecked();
        bpf.RequireKernelLayout(type);
        bpf.Load();
    }

    private static BpfObject OpenUnchecked() =>
        BpfObject.OpenResource(typeof(DriftedTypes).Assembly, typeof(DriftedTypes).FullName + ".bpf.o");
}
