namespace Sonde.Symbols;

/// <summary>Why an address has no name.</summary>
public enum UnknownReason
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>Nothing is mapped there.</summary>
    NotMapped,

    /// <summary>What is mapped there is not code.</summary>
    NotCode,

    /// <summary>The file has no symbol table at all.</summary>
    NoSymbols,

    /// <summary>The file has only the names that other files link to, and this function is none of them.</summary>
    Stripped,

    /// <summary>The file has symbols, and none of them holds the address.</summary>
    BetweenSymbols,

    /// <summary>The file is not there any more, or another one has its path.</summary>
    FileGone,

    /// <summary>The file cannot be read by this process.</summary>
    NoPermission,

    /// <summary>The file is no ELF file that can be read.</summary>
    UnreadableFile,

    /// <summary>It was compiled at run time, and its runtime tells no names.</summary>
    JitWithoutNames,

    /// <summary>A runtime that names its methods made it at run time, and it is none of them: stubs between methods, mostly.</summary>
    RuntimeStub,

    /// <summary>The kernel hides its addresses from this process: <c>kptr_restrict</c>, or CAP_SYSLOG is missing.</summary>
    KernelAddressesHidden,

    /// <summary>The process has ended, and nothing was known of it.</summary>
    ProcessGone,

    /// <summary>It is of a kernel that was recorded, and that which runs is another one, was started again, or cannot be compared to it.</summary>
    OtherKernel,

    /// <summary>What it was to be named by was closed before its name was asked for.</summary>
    Closed,
}
