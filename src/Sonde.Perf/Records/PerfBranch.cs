using System.Runtime.InteropServices;

namespace Sonde.Perf;

/// <summary>An entry of a branch stack (<c>struct perf_branch_entry</c>).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct PerfBranch
{
    private readonly ulong _from;
    private readonly ulong _to;
    private readonly ulong _flags;

    /// <summary>Where it left from.</summary>
    public ulong From => _from;

    /// <summary>Where it went to.</summary>
    public ulong To => _to;

    /// <summary>Whether the processor had expected it to go elsewhere.</summary>
    public bool IsMispredicted => (_flags & 1) != 0;

    /// <summary>Whether the processor had expected it; false together with <see cref="IsMispredicted"/> where the hardware does not say.</summary>
    public bool IsPredicted => (_flags & 2) != 0;

    /// <summary>Whether it was inside of a transaction.</summary>
    public bool IsInTransaction => (_flags & 4) != 0;

    /// <summary>Whether it was the end of a transaction that failed.</summary>
    public bool IsTransactionAbort => (_flags & 8) != 0;

    /// <summary>Cycles since the branch before; 0 where the hardware does not say.</summary>
    public int Cycles => (int)((_flags >> 4) & 0xffff);

    /// <summary>What kind of branch (PERF_BR_*); 0 unknown.</summary>
    public int Kind => (int)((_flags >> 20) & 0xf);
}
