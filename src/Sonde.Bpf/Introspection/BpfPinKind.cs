namespace Sonde.Bpf;

/// <summary>What is pinned at a path.</summary>
public enum BpfPinKind
{
    /// <summary>Something that this version of Sonde does not know.</summary>
    Unknown,

    /// <summary>A program.</summary>
    Program,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A link.</summary>
    Link,
}
