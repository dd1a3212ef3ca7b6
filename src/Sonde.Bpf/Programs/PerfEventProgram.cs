using Sonde.Kernel;

namespace Sonde.Bpf;

/// <summary>A program that runs when perf events overflow: <c>BPF_PROG_TYPE_PERF_EVENT</c>, kernel 4.9.</summary>
/// <remarks>The section is <c>perf_event</c>.</remarks>
/// <param name="program">The untyped program.</param>
public sealed class PerfEventProgram(BpfProgram program) : BpfTypedProgram(program)
{
    /// <inheritdoc cref="BpfProgram.AttachPerfEvent(FdHandle, ulong)"/>
    public BpfLink AttachPerfEvent(FdHandle perfEvent, ulong cookie = 0) => Program.AttachPerfEvent(perfEvent, cookie);

    /// <inheritdoc cref="BpfProgram.AttachCpuClock(int, int?)"/>
    public BpfLinks AttachCpuClock(int frequency, int? pid = null) => Program.AttachCpuClock(frequency, pid);

    /// <inheritdoc cref="BpfProgram.AttachSampling(in PerfEventAttributes, int?)"/>
    public BpfLinks AttachSampling(in PerfEventAttributes attributes, int? pid = null) => Program.AttachSampling(in attributes, pid);
}
