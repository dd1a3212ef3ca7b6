namespace Sonde.Symbols;

/// <summary>What an event tells of a method's code.</summary>
internal enum MethodEventKind
{
    /// <summary>It came.</summary>
    Load,

    /// <summary>It is there no more.</summary>
    Unload,

    /// <summary>It is there, when the runtime lists all that is.</summary>
    Listed,
}
