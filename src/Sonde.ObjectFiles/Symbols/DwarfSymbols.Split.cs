namespace Sonde.ObjectFiles;

public sealed partial class DwarfSymbols
{
    private DwarfPackage? _package;
    private bool _isPackageOpened;

    /// <summary>The unit that holds the functions of a unit: itself, or its split one.</summary>
    private CodeUnit? BodyOf(CodeUnit unit)
    {
        if (unit.Body is not null || unit.IsBroken)
            return unit.IsBroken ? null : unit.Body;
        if (unit.SplitName.Place == DwarfTextPlace.None)
            return unit.Body = unit;
        try
        {
            unit.Body = FindSplit(unit);
            // Asked for once: neither the host nor the unit gets another answer.
            unit.IsBroken = unit.Body is null;
        }
        catch (FormatException e) when (e is DwarfFormatException or ElfFormatException)
        {
            unit.IsBroken = true;
            Report(DwarfProblemKind.Corrupt, $"the split file of the unit at {unit.Start}: {e.Message}");
        }

        return unit.Body;
    }

    private CodeUnit? FindSplit(CodeUnit unit)
    {
        if (!_isPackageOpened)
        {
            _isPackageOpened = true;
            if (_host?.OpenPackage() is { } package)
                _package = DwarfPackage.Open(Open(package));
        }

        CodeUnit? split = _package?.Find(unit.SplitId);
        if (split is null)
        {
            string name = unit.File.Text(unit.SplitName, unit) ?? "";
            string? folder = unit.File.Text(unit.CompilationFolder, unit);
            if (_host?.OpenSplit(folder, name, unit.SplitId) is { } file)
                split = ReadSplit(file, unit.SplitId, _host);
            if (split is null)
            {
                Report(DwarfProblemKind.SplitFileMissing, $"{name} with the id {unit.SplitId:x16}");
                return null;
            }
        }

        split.Attach(unit);
        split.File.ReadRoot(split, null);
        if (split.LineTable is { } lines && !split.File.Sections.Lines.IsEmpty)
        {
            LineHeader header = LineHeader.Read(split.LinesBase + lines, split);
            split.File.CountLines(header.Program - (int)(split.LinesBase + lines));
            split.OwnFiles = header.ToFiles();
        }

        return split;
    }

    // A program has thousands of them, more than a process may have open.
    private CodeUnit? ReadSplit(ElfFile file, ulong id, DwarfFiles host)
    {
        long used = _budget.Used;
        CodeUnit? split = null;
        try
        {
            var read = new DwarfFile(new DwarfSections(file, isSplit: true, _budget) { CountsAll = true });
            read.Sections.ReadAll();
            split = DwarfPackage.FindIn(read, id);
            return split;
        }
        finally
        {
            if (split is null)
                _budget.GiveBackTo(used);
            file.ReleaseSections();
            host.CloseSplit(file);
        }
    }

    private DwarfFile Open(ElfFile file) => new(new DwarfSections(file, isSplit: true, _budget));
}
