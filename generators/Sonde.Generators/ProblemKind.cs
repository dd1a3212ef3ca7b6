namespace Sonde.Generators;

/// <summary>What can be wrong; the value is the number in the diagnostic's id.</summary>
internal enum ProblemKind
{
    Malformed = 1,
    Version = 2,
    Setting = 3,
    DuplicateClass = 4,
    Bitfield = 11,
    NoSize = 12,
    Scalar = 13,
    TooLarge = 14,
    Incomplete = 15,
    TooComplex = 16,
    SizeMismatch = 17,
    StaticLeftOut = 18,
    MapUntyped = 19,
    EnumCut = 20,
    RecordTooLarge = 21,
    RecordUntold = 22,
    NotOfKernel = 23,
}
