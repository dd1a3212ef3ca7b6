using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Perf;

public readonly ref partial struct PerfSample
{
    private const ulong ReadTimeEnabled = 1;
    private const ulong ReadTimeRunning = 2;
    private const ulong ReadId = 4;
    private const ulong ReadGroup = 8;
    private const ulong ReadLost = 16;
    private const int BranchSize = 24;

    /// <summary>PERF_SAMPLE_READ: what reading the event gives, as its <c>read_format</c> says.</summary>
    public ReadOnlySpan<ulong> ReadValues => Numbers(PerfSampleFields.Read);

    /// <summary>
    /// PERF_SAMPLE_CALLCHAIN: return addresses from the innermost on. Values from -4095 on are marks of what follows them: -128 kernel, -512 user.
    /// </summary>
    public ReadOnlySpan<ulong> CallChain => Numbers(PerfSampleFields.CallChain) is { IsEmpty: false } chain ? chain[1..] : default;

    /// <summary>PERF_SAMPLE_RAW: what the event itself says, for a tracepoint its fields; with the padding behind them.</summary>
    public ReadOnlySpan<byte> Raw => Bytes(PerfSampleFields.Raw) is { IsEmpty: false } raw ? raw[4..] : default;

    /// <summary>PERF_SAMPLE_BRANCH_STACK: the branches taken last, the youngest first.</summary>
    public ReadOnlySpan<PerfBranch> Branches
    {
        get
        {
            ReadOnlySpan<byte> bytes = Bytes(PerfSampleFields.BranchStack);
            if (bytes.IsEmpty)
                return default;
            int count = (int)MemoryMarshal.Read<ulong>(bytes);
            return MemoryMarshal.Cast<byte, PerfBranch>(bytes.Slice(_layout.HasBranchIndex ? 16 : 8, count * BranchSize));
        }
    }

    /// <summary>PERF_SAMPLE_REGS_USER: registers of the user, one for each bit of the event's mask; empty when a kernel thread was sampled.</summary>
    public ReadOnlySpan<ulong> UserRegisters => Numbers(PerfSampleFields.UserRegisters) is { IsEmpty: false } values ? values[1..] : default;

    /// <summary>Which registers <see cref="UserRegisters"/> has, as bits in the kernel's numbers of this architecture.</summary>
    public ulong UserRegisterMask => _layout.UserRegisters;

    /// <summary>Whose registers they are: 0 none, 1 a 32-bit task's, 2 a 64-bit task's.</summary>
    public int UserRegisterAbi => Numbers(PerfSampleFields.UserRegisters) is { IsEmpty: false } values ? (int)values[0] : 0;

    /// <summary>PERF_SAMPLE_STACK_USER: a copy of the user's stack from its pointer on, as much of it as could be read.</summary>
    public ReadOnlySpan<byte> UserStack
    {
        get
        {
            ReadOnlySpan<byte> bytes = Bytes(PerfSampleFields.UserStack);
            if (bytes.Length <= 8)
                return default;
            ulong copied = MemoryMarshal.Read<ulong>(bytes[^8..]);
            ReadOnlySpan<byte> stack = bytes[8..^8];
            return copied < (ulong)stack.Length ? stack[..(int)copied] : stack;
        }
    }

    /// <summary>PERF_SAMPLE_WEIGHT or PERF_SAMPLE_WEIGHT_STRUCT: what the access cost; of the latter the low 32 bits are the whole latency.</summary>
    public ulong Weight => Number(PerfSampleFields.Weight | PerfSampleFields.WeightStruct);

    /// <summary>PERF_SAMPLE_DATA_SRC: where data came from (<c>union perf_mem_data_src</c>).</summary>
    public ulong DataSource => Number(PerfSampleFields.DataSource);

    /// <summary>PERF_SAMPLE_TRANSACTION.</summary>
    public ulong Transaction => Number(PerfSampleFields.Transaction);

    /// <summary>PERF_SAMPLE_REGS_INTR: registers at the sample, one for each bit of the event's mask.</summary>
    public ReadOnlySpan<ulong> InterruptRegisters => Numbers(PerfSampleFields.InterruptRegisters) is { IsEmpty: false } values ? values[1..] : default;

    /// <summary>PERF_SAMPLE_PHYS_ADDR.</summary>
    public ulong PhysicalAddress => Number(PerfSampleFields.PhysicalAddress);

    /// <summary>PERF_SAMPLE_CGROUP: the id of the cgroup.</summary>
    public ulong Cgroup => Number(PerfSampleFields.Cgroup);

    /// <summary>PERF_SAMPLE_DATA_PAGE_SIZE, in bytes.</summary>
    public ulong DataPageSize => Number(PerfSampleFields.DataPageSize);

    /// <summary>PERF_SAMPLE_CODE_PAGE_SIZE, in bytes.</summary>
    public ulong CodePageSize => Number(PerfSampleFields.CodePageSize);

    /// <summary>PERF_SAMPLE_AUX: a piece of a hardware trace.</summary>
    public ReadOnlySpan<byte> Aux => Bytes(PerfSampleFields.Aux) is { IsEmpty: false } aux ? aux[8..] : default;

    private ulong Number(PerfSampleFields field) => Bytes(field) is { IsEmpty: false } bytes ? MemoryMarshal.Read<ulong>(bytes) : 0;

    private ReadOnlySpan<ulong> Numbers(PerfSampleFields field) => MemoryMarshal.Cast<byte, ulong>(Bytes(field));

    /// <summary>The bytes of a field with its own count or size, empty when the sample has no such field.</summary>
    private ReadOnlySpan<byte> Bytes(PerfSampleFields field)
    {
        if (!_layout.Has(field))
            return default;
        int at = _layout.FixedEnd;
        foreach (PerfSampleFields each in VariableOrder)
        {
            if (!_layout.Has(each))
                continue;
            long size = SizeOf(each, at);
            // The sum of a record's fields is its size, so none is larger than what is left.
            if (size < 0 || size > _record.Length - at)
                throw PerfDataRecord.TooShort(_record, size < 0 ? long.MaxValue : at + size);
            if ((each & field) != 0)
                return _record.Slice(at, (int)size);
            at += (int)size;
        }

        return default;
    }

    // The order of uapi/linux/perf_event.h, which is not that of the bits.
    private static ReadOnlySpan<PerfSampleFields> VariableOrder =>
    [
        PerfSampleFields.Read, PerfSampleFields.CallChain, PerfSampleFields.Raw, PerfSampleFields.BranchStack, PerfSampleFields.UserRegisters,
        PerfSampleFields.UserStack, PerfSampleFields.Weight | PerfSampleFields.WeightStruct, PerfSampleFields.DataSource, PerfSampleFields.Transaction,
        PerfSampleFields.InterruptRegisters, PerfSampleFields.PhysicalAddress, PerfSampleFields.Cgroup, PerfSampleFields.DataPageSize,
        PerfSampleFields.CodePageSize, PerfSampleFields.Aux,
    ];

    private long SizeOf(PerfSampleFields field, int at) => field switch
    {
        PerfSampleFields.Read => SizeOfRead(at),
        PerfSampleFields.CallChain => 8 + (Count(at) * 8),
        PerfSampleFields.Raw => 4L + PerfDataRecord.Read<uint>(_record, at),
        PerfSampleFields.BranchStack => SizeOfBranches(at),
        PerfSampleFields.UserRegisters => 8 + (PerfDataRecord.Read<ulong>(_record, at) == 0 ? 0 : _layout.UserRegisterCount * 8L),
        PerfSampleFields.InterruptRegisters => 8 + (PerfDataRecord.Read<ulong>(_record, at) == 0 ? 0 : _layout.InterruptRegisterCount * 8L),
        PerfSampleFields.UserStack => Count(at) is var size && size == 0 ? 8 : 16 + size,
        PerfSampleFields.Aux => 8 + Count(at),
        _ => 8,
    };

    private long SizeOfRead(int at)
    {
        ulong format = _layout.ReadFormat;
        int times = ((format & ReadTimeEnabled) != 0 ? 8 : 0) + ((format & ReadTimeRunning) != 0 ? 8 : 0);
        int one = 8 + ((format & ReadId) != 0 ? 8 : 0) + ((format & ReadLost) != 0 ? 8 : 0);
        return times + ((format & ReadGroup) != 0 ? 8 + (Count(at) * one) : one);
    }

    private long SizeOfBranches(int at)
    {
        long count = Count(at);
        return 8 + (_layout.HasBranchIndex ? 8 : 0) + (count * (BranchSize + (_layout.HasBranchCounters ? 8 : 0)));
    }

    // More than a record has bytes is as wrong as any larger number, which could wrap.
    private long Count(int at) => (long)Math.Min(PerfDataRecord.Read<ulong>(_record, at), ushort.MaxValue);
}
