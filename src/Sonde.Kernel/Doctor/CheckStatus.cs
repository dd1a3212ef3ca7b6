namespace Sonde.Kernel;

/// <summary>The outcome of one check.</summary>
public enum CheckStatus
{
    /// <summary>Nothing stands in the way.</summary>
    Good,

    /// <summary>Works, with a limit that the check names.</summary>
    Limited,

    /// <summary>What the check is about cannot be used by this process.</summary>
    Blocked,

    /// <summary>Could not be found out.</summary>
    Unknown,
}
