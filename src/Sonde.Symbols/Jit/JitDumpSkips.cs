namespace Sonde.Symbols;

/// <summary>What a jitdump held that was not taken.</summary>
/// <param name="Unknown">Records of kinds that are not known.</param>
/// <param name="Damaged">Records whose content does not fit in their size.</param>
/// <param name="Empty">Code of no size.</param>
/// <param name="UnknownMoves">Moves of code that was not loaded.</param>
public readonly record struct JitDumpSkips(int Unknown, int Damaged, int Empty, int UnknownMoves)
{
    /// <summary>All of them.</summary>
    public int Total => Unknown + Damaged + Empty + UnknownMoves;
}
