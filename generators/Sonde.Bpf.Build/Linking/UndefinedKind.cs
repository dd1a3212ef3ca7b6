namespace Sonde.Bpf.Build.Linking;

/// <summary>What an object's types say of a symbol that is not defined.</summary>
internal enum UndefinedKind
{
    /// <summary>Nothing.</summary>
    Unknown,
    Function,
    Variable,
    Map,
}
