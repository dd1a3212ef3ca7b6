namespace Sonde.ObjectFiles;

/// <summary>What a symbol stands for (<c>ELF64_ST_TYPE</c>); values without a name here pass through as numbers.</summary>
public enum ElfSymbolType : byte
{
    /// <summary>Not given (<c>STT_NOTYPE</c>).</summary>
    None = 0,

    /// <summary>Data (<c>STT_OBJECT</c>).</summary>
    Data = 1,

    /// <summary>Code (<c>STT_FUNC</c>).</summary>
    Function = 2,

    /// <summary>A section (<c>STT_SECTION</c>).</summary>
    Section = 3,

    /// <summary>A source file's name (<c>STT_FILE</c>).</summary>
    File = 4,

    /// <summary>An uninitialised common block (<c>STT_COMMON</c>).</summary>
    Common = 5,

    /// <summary>Thread-local data (<c>STT_TLS</c>).</summary>
    ThreadLocal = 6,

    /// <summary>Code that returns the address of the function to use (<c>STT_GNU_IFUNC</c>).</summary>
    IndirectFunction = 10,
}
