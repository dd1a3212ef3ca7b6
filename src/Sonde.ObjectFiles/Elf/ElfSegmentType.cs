namespace Sonde.ObjectFiles;

/// <summary>Kind of a program header (<c>p_type</c>); values without a name here pass through as numbers.</summary>
public enum ElfSegmentType : uint
{
    /// <summary>An unused header (<c>PT_NULL</c>).</summary>
    None = 0,

    /// <summary>A part of the file that is mapped into memory (<c>PT_LOAD</c>).</summary>
    Load = 1,

    /// <summary>Tables of the dynamic linker (<c>PT_DYNAMIC</c>).</summary>
    Dynamic = 2,

    /// <summary>Path of the dynamic linker (<c>PT_INTERP</c>).</summary>
    Interpreter = 3,

    /// <summary>Notes such as the build id (<c>PT_NOTE</c>).</summary>
    Note = 4,

    /// <summary>The initial thread-local storage (<c>PT_TLS</c>).</summary>
    ThreadLocal = 7,

    /// <summary>The index of unwind tables (<c>PT_GNU_EH_FRAME</c>).</summary>
    UnwindIndex = 0x6474e550,
}
