namespace Sonde.Bpf;

/// <summary>How important libbpf thinks what it says is (<c>enum libbpf_print_level</c>).</summary>
public enum BpfLogLevel
{
    /// <summary>LIBBPF_WARN: something went wrong. What is fatal is thrown too.</summary>
    Warning = 0,

    /// <summary>LIBBPF_INFO.</summary>
    Information = 1,

    /// <summary>LIBBPF_DEBUG: each step of opening and loading.</summary>
    Debug = 2,
}
