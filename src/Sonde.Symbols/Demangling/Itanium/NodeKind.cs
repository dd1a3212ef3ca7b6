namespace Sonde.Symbols;

/// <summary>What a <see cref="Node"/> stands for, and what its fields hold: nodes, numbers, or a place and length in the mangled name.</summary>
internal enum NodeKind : byte
{
    /// <summary>Nothing is known of it.</summary>
    None,

    /// <summary>An identifier: place, length.</summary>
    Name,

    /// <summary>A fixed text: one of <see cref="Words"/>.</summary>
    Word,

    /// <summary>A type of the language: its code.</summary>
    Builtin,

    /// <summary>An abbreviation of the standard library: its letter, and 1 where it is written out.</summary>
    Standard,

    /// <summary>Scope, name.</summary>
    Nested,

    /// <summary>Function, what is declared in it.</summary>
    Local,

    /// <summary>Which default argument, what is declared in it.</summary>
    DefaultArgument,

    /// <summary>Name, arguments.</summary>
    Templated,

    /// <summary>A list: its place and length among the lists.</summary>
    List,

    /// <summary>The arguments that one parameter of a template took: a list.</summary>
    ArgumentPack,

    /// <summary>A use of a template's parameter: the argument where it was known already, the index, and how lambdas name it: not, as auto, or as declared.</summary>
    Parameter,

    /// <summary>A parameter that a lambda declares: its index, and the letter of its kind.</summary>
    DeclaredParameter,

    /// <summary>The declaration of such a parameter: the parameter, its type or list, and whether it is a pack.</summary>
    ParameterDeclaration,

    /// <summary>Name, place and length of its ABI tag.</summary>
    Tagged,

    /// <summary>Name, module.</summary>
    InModule,

    /// <summary>Module before it, place and length.</summary>
    Module,

    /// <summary>The same, for a partition of a module.</summary>
    ModulePartition,

    /// <summary>The class.</summary>
    Constructor,

    /// <summary>The class.</summary>
    Destructor,

    /// <summary>Index of the operator.</summary>
    Operator,

    /// <summary>Its name.</summary>
    VendorOperator,

    /// <summary>Its name.</summary>
    LiteralOperator,

    /// <summary>The type.</summary>
    Conversion,

    /// <summary>Declarations, parameters, number.</summary>
    Lambda,

    /// <summary>Number.</summary>
    UnnamedType,

    /// <summary>A list of names.</summary>
    StructuredBinding,

    /// <summary>Scope of a friend that is declared in a class and constrained: the name.</summary>
    Friend,

    /// <summary>Name, type, constraint.</summary>
    Encoding,

    /// <summary>Word before it, what it is of.</summary>
    Special,

    /// <summary>The class, the class in it.</summary>
    ConstructionTable,

    /// <summary>Number, what it is of.</summary>
    ReferenceTemporary,

    /// <summary>Function, place and length of the suffix.</summary>
    Clone,

    /// <summary>Result or 0, parameters, attributes or 0.</summary>
    Function,

    /// <summary>Qualifiers, kind of exception specification, its operand.</summary>
    FunctionAttributes,

    /// <summary>What it points to.</summary>
    Pointer,

    /// <summary>What it refers to.</summary>
    Reference,

    /// <summary>What it refers to.</summary>
    RvalueReference,

    /// <summary>The type, qualifiers.</summary>
    Qualified,

    /// <summary>The type, the qualifier's name.</summary>
    VendorQualified,

    /// <summary>The type, the word behind it.</summary>
    Suffixed,

    /// <summary>Class, type.</summary>
    MemberPointer,

    /// <summary>Type, size or 0.</summary>
    Array,

    /// <summary>Type, size.</summary>
    Vector,

    /// <summary>What is repeated for each argument.</summary>
    PackExpansion,

    /// <summary>The expression.</summary>
    Decltype,

    /// <summary>Word, type.</summary>
    Elaborated,

    /// <summary>Size, 1 where it is unsigned.</summary>
    BitInt,

    /// <summary>Its size, place and length.</summary>
    FloatN,

    /// <summary>Constraint, 1 where it is decltype(auto).</summary>
    ConstrainedAuto,

    /// <summary>Type, place and length of the value.</summary>
    Literal,

    /// <summary>The type of a text whose content is not known.</summary>
    StringLiteral,

    /// <summary>Operator, operand.</summary>
    Unary,

    /// <summary>Operator, operand.</summary>
    Postfix,

    /// <summary>Operator, operands.</summary>
    Binary,

    /// <summary>Condition, list of two.</summary>
    Conditional,

    /// <summary>What is called, arguments.</summary>
    Call,

    /// <summary>Type, operand.</summary>
    Cast,

    /// <summary>Operator, type, operand.</summary>
    NamedCast,

    /// <summary>Where or 0, type, initialiser or 0.</summary>
    New,

    /// <summary>Type or 0, list.</summary>
    InitializerList,

    /// <summary>Operator, pack, initial value or 0.</summary>
    Fold,

    /// <summary>How many arguments a pack has: the pack.</summary>
    PackSize,

    /// <summary>How many arguments a list has: the list.</summary>
    ListSize,

    /// <summary>Index, or -1 for this.</summary>
    FunctionParameter,

    /// <summary>What is looked up from the outermost scope.</summary>
    Global,

    /// <summary>The type whose destructor it is.</summary>
    DestructorName,

    /// <summary>Member or index, its value.</summary>
    Designated,

    /// <summary>First index, last index, value.</summary>
    DesignatedRange,

    /// <summary>Parameters or 0, requirements.</summary>
    Requires,

    /// <summary>A requirement: letter, expression or type, constraint.</summary>
    Requirement,

    /// <summary>Name, arguments.</summary>
    VendorExpression,

    /// <summary>Expression in which an object lies, its type, place.</summary>
    Subobject,

    /// <summary>An argument list that has a constraint: list, constraint.</summary>
    Constrained,
}
