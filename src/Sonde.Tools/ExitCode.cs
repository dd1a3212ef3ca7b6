namespace Sonde.Tools;

/// <summary>The exit codes of tools.</summary>
public enum ExitCode
{
    /// <summary>All went well.</summary>
    Good = 0,

    /// <summary>The work failed; the standard error says why.</summary>
    Failed = 1,

    /// <summary>The options were wrong.</summary>
    Usage = 2,
}
