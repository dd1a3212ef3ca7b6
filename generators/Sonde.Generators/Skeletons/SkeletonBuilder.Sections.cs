using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

internal sealed partial class SkeletonBuilder
{
    // The sections that libbpf maps into the process; `license` and `.maps` are not memory to read.
    private static readonly string[] MappedSections = [".rodata", ".data", ".bss", ".kconfig"];

    // Far above what the kernel lets a map of one element hold in practice, below the runtime's own limit for a struct.
    private const int MaxSectionSize = 64 << 20;

    private List<SectionNames> NameSections() => _description.Sections
        .Where(section => section.Variables.Count > 0 && IsMapped(section.Name))
        .Select(section => (Section: section, Property: _names.Claim(CSharpName.Pascal(section.Name))))
        .Select(named => new SectionNames(named.Section, named.Property, _names.Claim(named.Property + "Section")))
        .ToList();

    private static bool IsMapped(string name) =>
        MappedSections.Any(mapped => name == mapped || name.StartsWith(mapped + ".", StringComparison.Ordinal));

    private EquatableArray<SkeletonSection> BuildSections(List<SectionNames> sections)
    {
        List<SkeletonSection> result = [];
        foreach (SectionNames section in sections)
        {
            DescribedSection described = section.Section;
            if (described.Size > MaxSectionSize)
                ReportTooLarge(described);
            else
                result.Add(new SkeletonSection(section.Property, described.Name, BuildSection(section)));
        }

        return new([.. result]);
    }

    private void ReportTooLarge(DescribedSection section) =>
        Report(new TypeFault(ProblemKind.TooLarge, "it", Invariant.Text(section.Size)), $"Section '{section.Name}' is left out", section.Variables[0].Place);

    private GeneratedStruct BuildSection(SectionNames section)
    {
        DescribedSection described = section.Section;
        var fields = new FieldList(section.TypeName, described.Size);
        ILookup<string, DescribedVariable> sameName = described.Variables.ToLookup(variable => CSharpName.Pascal(variable.Name));
        foreach (DescribedVariable variable in described.Variables)
        {
            if (variable.IsStatic && sameName[CSharpName.Pascal(variable.Name)].Any(other => IsMistakable(variable, other)))
                LeaveOutStatic(variable, described, "another variable has its name");
            else if (!_table.HoldsNothing(variable.Type))
                AddVariable(fields, variable, described);
        }

        return new GeneratedStruct(section.TypeName, $"section {described.Name}", described.Size, Pack: 0, IsUnion: false, fields.ToArray());
    }

    // Two functions may have statics of one name: neither could be told from the other. And a global's name is the global's.
    private static bool IsMistakable(DescribedVariable variable, DescribedVariable other) =>
        !ReferenceEquals(variable, other) && (!other.IsStatic || other.Name == variable.Name);

    private void AddVariable(FieldList fields, DescribedVariable variable, DescribedSection section)
    {
        string name = CSharpName.Pascal(variable.Name);
        string place = $"variable '{variable.Name}'";
        Binding binding = _binder.Bind(variable.Type, fields.TypeName + name, place);
        TypeFault? fault = binding.Fault is { Kind: ProblemKind.TooLarge } tooLarge
            ? AddBlock(fields, name, variable, tooLarge)
            : binding.Fault;
        if (binding.Type is { } bound)
        {
            string declaration = _table.Declare(variable.Type, variable.Name);
            // C may give a flexible array its elements where the variable is defined.
            if (bound.Size > variable.Size || (bound.Size < variable.Size && !_table.HasTail(variable.Type)))
                fault = new TypeFault(ProblemKind.SizeMismatch, place, Invariant.Text(variable.Size));
            else if (!fields.TryAdd(name, bound, variable.Offset, declaration, _table.IsPointer(variable.Type)))
                fault = new TypeFault(ProblemKind.TooComplex, place);
        }

        if (fault is null)
            return;
        // A static is the C program's own business: it is no reason to fail the build.
        if (variable.IsStatic)
            LeaveOutStatic(variable, section, "its type is not supported");
        else
            Report(fault, $"A variable of section '{section.Name}' is left out", variable.Place);
    }

    /// <summary>An array that is too large for a value is given in place; whatever else is too large is the fault that it was.</summary>
    private TypeFault? AddBlock(FieldList fields, string name, DescribedVariable variable, TypeFault tooLarge)
    {
        if (_table.Resolve(variable.Type) is not BtfType.Array array || _binder.Bind(array.Element, fields.TypeName + name, tooLarge.Place).Type is not { } element)
            return tooLarge;
        if (element.Size * array.Count != variable.Size)
            return new TypeFault(ProblemKind.SizeMismatch, tooLarge.Place, Invariant.Text(variable.Size));
        return fields.TryAddBlock(name, element, variable.Offset, (int)array.Count, _table.Declare(variable.Type, variable.Name))
            ? null
            : new TypeFault(ProblemKind.TooComplex, tooLarge.Place);
    }

    private void LeaveOutStatic(DescribedVariable variable, DescribedSection section, string reason) =>
        _problems.Add(Problem.Of(ProblemKind.StaticLeftOut, variable.Name, section.Name, reason) with { Place = variable.Place });
}
