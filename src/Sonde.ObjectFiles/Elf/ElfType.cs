namespace Sonde.ObjectFiles;

/// <summary>What an ELF file is for (<c>e_type</c>).</summary>
public enum ElfType : ushort
{
    /// <summary>Not given (<c>ET_NONE</c>).</summary>
    None = 0,

    /// <summary>An object that a linker or a BPF loader places (<c>ET_REL</c>).</summary>
    Relocatable = 1,

    /// <summary>An executable at fixed addresses (<c>ET_EXEC</c>).</summary>
    Executable = 2,

    /// <summary>A shared library or a position-independent executable (<c>ET_DYN</c>).</summary>
    SharedObject = 3,

    /// <summary>A core dump (<c>ET_CORE</c>).</summary>
    Core = 4,
}
