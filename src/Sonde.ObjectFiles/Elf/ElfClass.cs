namespace Sonde.ObjectFiles;

/// <summary>Word size of an ELF file (<c>EI_CLASS</c>).</summary>
public enum ElfClass : byte
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>32-bit addresses and offsets (<c>ELFCLASS32</c>).</summary>
    Bits32 = 1,

    /// <summary>64-bit addresses and offsets (<c>ELFCLASS64</c>).</summary>
    Bits64 = 2,
}
