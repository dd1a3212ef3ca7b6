namespace Sonde.ObjectFiles;

/// <summary>Attributes of a section (<c>sh_flags</c>).</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    /// <summary>No attribute.</summary>
    None = 0,

    /// <summary>Writable at run time (<c>SHF_WRITE</c>).</summary>
    Write = 1,

    /// <summary>Present in memory at run time (<c>SHF_ALLOC</c>).</summary>
    Allocate = 2,

    /// <summary>Holds instructions (<c>SHF_EXECINSTR</c>).</summary>
    Execute = 4,

    /// <summary>The content is compressed and starts with a compression header (<c>SHF_COMPRESSED</c>).</summary>
    Compressed = 0x800,
}
