namespace Sonde.Bpf;

/// <summary>Why a look at a ring ended.</summary>
internal enum LookEnd
{
    /// <summary>No record was left.</summary>
    Empty,

    /// <summary>The next record is reserved and not submitted yet. The kernel calls the ring readable all the time.</summary>
    Blocked,

    /// <summary>There is more, but others have their turn now.</summary>
    More,
}
