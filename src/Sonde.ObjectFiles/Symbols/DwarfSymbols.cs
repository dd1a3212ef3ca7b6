using System.Diagnostics.CodeAnalysis;

namespace Sonde.ObjectFiles;

/// <summary>
/// Names addresses of an ELF file by its debugging information, DWARF 2 to 5: function, what was inlined there, file and line. Units are
/// parsed when an address first lies in them.
/// </summary>
/// <remarks>
/// Addresses are those of the file's symbols, before a load bias. The file stays the caller's and must be usable for as long as this
/// object; there is nothing to dispose of here. Not for several threads at once. A file that is not linked is read right where its
/// <see cref="ElfPlacement"/> is given, or its relocations have their addends in place, as those of BPF objects have.
/// </remarks>
public sealed partial class DwarfSymbols
{
    private const int MaxProblems = 100;

    private readonly DwarfFile _file;
    private readonly DwarfFiles? _host;
    private readonly SectionBudget _budget;
    private readonly CodeBounds _code;
    private readonly FunctionReader _functionReader;
    private readonly LineReader _lineReader;
    private readonly List<DwarfProblem> _problems = [];

    private DwarfSymbols(DwarfFile file, DwarfFiles? host, SectionBudget budget)
    {
        _file = file;
        _host = host;
        _budget = budget;
        budget.Refused = text => Report(DwarfProblemKind.SectionUnavailable, text);
        _code = file.Sections.Code;
        _functionReader = new FunctionReader(_code);
        _lineReader = new LineReader(_code);
        ReadSupplement();
        ReadIndex();
    }

    /// <summary>What could not be used so far, the first hundred of it.</summary>
    public IReadOnlyList<DwarfProblem> Problems => _problems;

    /// <summary>Opens the debugging information of a file and finds out which unit has which addresses.</summary>
    /// <param name="file">The file: a program or library, or the file of debugging information that was stripped from it.</param>
    /// <param name="host">Who finds split and supplementary files, or null to do without.</param>
    /// <param name="symbols">The information.</param>
    /// <param name="reason">Why there is none to be had.</param>
    /// <param name="sectionLimit">
    /// The most bytes that compressed sections may grow to, those of split and supplementary files too, all together; sections of split files
    /// count if they are not compressed as well.
    /// </param>
    /// <param name="placement">Where the sections of <paramref name="file"/> are in memory, if it is not linked.</param>
    /// <exception cref="ElfFormatException">A section lies outside the file, or is compressed and corrupt.</exception>
    /// <exception cref="DwarfFormatException">The information is corrupt as a whole; where only a unit is, that is left out.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public static bool TryOpen(
        ElfFile file,
        DwarfFiles? host,
        [NotNullWhen(true)] out DwarfSymbols? symbols,
        out ElfUnavailable reason,
        long sectionLimit = ElfSection.DefaultContentLimit,
        ElfPlacement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(sectionLimit);
        symbols = null;
        var budget = new SectionBudget(sectionLimit);
        var sections = new DwarfSections(file, isSplit: false, budget, placement);
        if (sections.Info.IsEmpty || sections.Abbreviations.IsEmpty)
        {
            reason = sections.Unavailable == ElfUnavailable.None ? ElfUnavailable.NoSection : sections.Unavailable;
            return false;
        }

        reason = ElfUnavailable.None;
        symbols = new DwarfSymbols(new DwarfFile(sections), host, budget);
        return true;
    }

    private void Report(DwarfProblemKind kind, string text)
    {
        if (_problems.Count < MaxProblems)
            _problems.Add(new DwarfProblem(kind, text));
    }
}
