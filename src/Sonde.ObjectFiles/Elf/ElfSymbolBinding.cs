namespace Sonde.ObjectFiles;

/// <summary>Who sees a symbol when objects are linked (<c>ELF64_ST_BIND</c>).</summary>
public enum ElfSymbolBinding : byte
{
    /// <summary>Its own object only (<c>STB_LOCAL</c>).</summary>
    Local = 0,

    /// <summary>Every object (<c>STB_GLOBAL</c>).</summary>
    Global = 1,

    /// <summary>Every object, and a global one of the same name wins (<c>STB_WEAK</c>).</summary>
    Weak = 2,

    /// <summary>One instance in the whole process (<c>STB_GNU_UNIQUE</c>).</summary>
    Unique = 10,
}
