using System.Runtime.InteropServices;

namespace Sonde.Kernel;

/// <summary><c>struct perf_event_attr</c> up to PERF_ATTR_SIZE_VER8.</summary>
/// <remarks>An older kernel takes the longer struct as long as what it does not know is zero; otherwise it answers E2BIG.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 136)]
public unsafe struct PerfEventAttributes
{
    /// <summary>The kind of event.</summary>
    [FieldOffset(0)]
    public PerfEventType Type;

    /// <summary>The size of the struct; <see cref="PerfEventHandle.Open"/> fills it in.</summary>
    [FieldOffset(4)]
    public uint Size;

    /// <summary>Which event of the kind.</summary>
    [FieldOffset(8)]
    public ulong Config;

    /// <summary>Events from sample to sample, or samples a second with <see cref="PerfEventFlags.Frequency"/>.</summary>
    [FieldOffset(16)]
    public ulong SamplePeriod;

    /// <summary>What a sample holds.</summary>
    [FieldOffset(24)]
    public PerfSampleFields SampleFields;

    /// <summary><c>read_format</c>: what reading the descriptor gives.</summary>
    [FieldOffset(32)]
    public ulong ReadFormat;

    /// <summary>The one-bit fields.</summary>
    [FieldOffset(40)]
    public PerfEventFlags Flags;

    /// <summary><c>wakeup_events</c>, or <c>wakeup_watermark</c> in bytes with <see cref="PerfEventFlags.Watermark"/>.</summary>
    [FieldOffset(48)]
    public uint Wakeup;

    /// <summary><c>bp_type</c>.</summary>
    [FieldOffset(52)]
    public uint BreakpointType;

    /// <summary><c>config1</c>; also <c>bp_addr</c>, <c>kprobe_func</c> and <c>uprobe_path</c>.</summary>
    [FieldOffset(56)]
    public ulong Config1;

    /// <summary><c>config2</c>; also <c>bp_len</c>, <c>kprobe_addr</c> and <c>probe_offset</c>.</summary>
    [FieldOffset(64)]
    public ulong Config2;

    /// <summary><c>branch_sample_type</c>.</summary>
    [FieldOffset(72)]
    public ulong BranchSampleType;

    /// <summary><c>sample_regs_user</c>.</summary>
    [FieldOffset(80)]
    public ulong UserRegisters;

    /// <summary><c>sample_stack_user</c>: bytes of user stack in a sample.</summary>
    [FieldOffset(88)]
    public uint UserStackSize;

    /// <summary><c>clockid</c>.</summary>
    [FieldOffset(92)]
    public int ClockId;

    /// <summary><c>sample_regs_intr</c>.</summary>
    [FieldOffset(96)]
    public ulong InterruptRegisters;

    /// <summary><c>aux_watermark</c>, in bytes.</summary>
    [FieldOffset(104)]
    public uint AuxWatermark;

    /// <summary><c>sample_max_stack</c>: the most frames of a call chain.</summary>
    [FieldOffset(108)]
    public ushort MaxStack;

    /// <summary><c>aux_sample_size</c>, in bytes.</summary>
    [FieldOffset(112)]
    public uint AuxSampleSize;

    /// <summary><c>aux_action</c>: start paused, pause, resume; kernel 6.13.</summary>
    [FieldOffset(116)]
    public uint AuxAction;

    /// <summary><c>sig_data</c>, kernel 5.13.</summary>
    [FieldOffset(120)]
    public ulong SignalData;

    /// <summary><c>config3</c>, kernel 6.3.</summary>
    [FieldOffset(128)]
    public ulong Config3;
}
