namespace Sonde.ObjectFiles;

/// <summary>Who sees a variable or a function of a BPF object.</summary>
public enum BtfLinkage
{
    /// <summary>Its own source file only.</summary>
    Static = 0,

    /// <summary>Everyone.</summary>
    Global = 1,

    /// <summary>It is defined elsewhere: a kernel symbol, a kernel config value, another object.</summary>
    Extern = 2,
}
