namespace Sonde.Kernel;

/// <summary>What a process may do with a range of its memory.</summary>
[Flags]
public enum MappingAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read it.</summary>
    Read = 1,

    /// <summary>Write to it.</summary>
    Write = 2,

    /// <summary>Execute it.</summary>
    Execute = 4,

    /// <summary>Writes are seen by others that map the same.</summary>
    Shared = 8,
}
