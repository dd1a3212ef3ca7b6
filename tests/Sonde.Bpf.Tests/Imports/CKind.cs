namespace Sonde.Bpf.Tests;

/// <summary>What a C type is to a calling convention.</summary>
internal enum CKind
{
    Void,
    Pointer,
    Integer,

    /// <summary>An integer whose sign C leaves to the compiler: an enumeration.</summary>
    Enumeration,
    Other,
}
