namespace Sonde.ObjectFiles;

/// <summary>Who sees a symbol once its object is linked (<c>ELF64_ST_VISIBILITY</c>).</summary>
public enum ElfSymbolVisibility : byte
{
    /// <summary>As its binding says (<c>STV_DEFAULT</c>).</summary>
    Default = 0,

    /// <summary>Hidden, with a meaning the processor defines (<c>STV_INTERNAL</c>).</summary>
    Internal = 1,

    /// <summary>Not seen outside the linked object (<c>STV_HIDDEN</c>).</summary>
    Hidden = 2,

    /// <summary>Seen outside, never replaced (<c>STV_PROTECTED</c>).</summary>
    Protected = 3,
}
