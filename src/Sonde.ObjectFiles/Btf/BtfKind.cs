namespace Sonde.ObjectFiles;

/// <summary>Kind of a BTF type (<c>BTF_KIND_*</c>).</summary>
public enum BtfKind : byte
{
    /// <summary>The type with id 0.</summary>
    Void = 0,

    /// <summary>An integer, character or boolean (<c>BTF_KIND_INT</c>).</summary>
    Int = 1,

    /// <summary>A pointer (<c>BTF_KIND_PTR</c>).</summary>
    Pointer = 2,

    /// <summary>An array (<c>BTF_KIND_ARRAY</c>).</summary>
    Array = 3,

    /// <summary>A structure (<c>BTF_KIND_STRUCT</c>).</summary>
    Struct = 4,

    /// <summary>A union (<c>BTF_KIND_UNION</c>).</summary>
    Union = 5,

    /// <summary>An enumeration of up to 32 bits (<c>BTF_KIND_ENUM</c>).</summary>
    Enum = 6,

    /// <summary>A structure or union that is declared only (<c>BTF_KIND_FWD</c>).</summary>
    Forward = 7,

    /// <summary>A second name of a type (<c>BTF_KIND_TYPEDEF</c>).</summary>
    Typedef = 8,

    /// <summary>A volatile type (<c>BTF_KIND_VOLATILE</c>).</summary>
    Volatile = 9,

    /// <summary>A constant type (<c>BTF_KIND_CONST</c>).</summary>
    Const = 10,

    /// <summary>A restricted pointer (<c>BTF_KIND_RESTRICT</c>).</summary>
    Restrict = 11,

    /// <summary>A function (<c>BTF_KIND_FUNC</c>).</summary>
    Function = 12,

    /// <summary>Parameters and result of a function (<c>BTF_KIND_FUNC_PROTO</c>).</summary>
    FunctionPrototype = 13,

    /// <summary>A global or static variable (<c>BTF_KIND_VAR</c>).</summary>
    Variable = 14,

    /// <summary>The variables of one section (<c>BTF_KIND_DATASEC</c>).</summary>
    DataSection = 15,

    /// <summary>A floating-point number (<c>BTF_KIND_FLOAT</c>, since Linux 5.13).</summary>
    Float = 16,

    /// <summary>A mark on a declaration (<c>BTF_KIND_DECL_TAG</c>, since Linux 5.16).</summary>
    DeclarationTag = 17,

    /// <summary>A mark on a type (<c>BTF_KIND_TYPE_TAG</c>, since Linux 5.17).</summary>
    TypeTag = 18,

    /// <summary>An enumeration of 64 bits (<c>BTF_KIND_ENUM64</c>, since Linux 6.0).</summary>
    Enum64 = 19,
}
