using Sonde.Generators.Description;

namespace Sonde.Generators.Skeletons;

/// <summary>Turns a description into the class to emit.</summary>
internal sealed partial class SkeletonBuilder
{
    // Names that the class has of its own, whatever the object holds.
    private static readonly string[] OwnNames = ["Object", "Maps", "Programs", "Load", "Attach", "Dispose", "DisposeAsync", "Open", "MapSet", "ProgramSet", "StructOpsSet"];

    private readonly ObjectDescription _description;
    private readonly string _qualifier;
    private readonly NameScope _names;
    private readonly TypeTable _table;
    private readonly TypeBinder _binder;
    private readonly SortedSet<string> _kernelTypes = new(StringComparer.Ordinal);
    private readonly List<Problem> _problems = [];

    private SkeletonBuilder(ProgramSettings settings, ObjectDescription description)
    {
        _description = description;
        _names = new NameScope("Type", [.. OwnNames, settings.ClassName]);
        _table = new TypeTable(description.Types);
        _qualifier = settings.QualifiedName + ".";
        _binder = new TypeBinder(_table, _names, _qualifier);
    }

    public static bool IsOwnName(string className) => OwnNames.Contains(className, StringComparer.Ordinal);

    public static SkeletonResult Build(ProgramSettings settings, ObjectDescription description)
    {
        var builder = new SkeletonBuilder(settings, description);
        // Sections first: their names are the API that every program shares, a C type steps aside for them.
        List<SectionNames> sections = builder.NameSections();
        EquatableArray<SkeletonTable> tables = builder.BuildTables();
        EquatableArray<SkeletonMap> maps = builder.BuildMaps();
        EquatableArray<SkeletonSection> bound = builder.BuildSections(sections);
        builder.BindExports();
        var skeleton = new Skeleton(
            settings,
            description.Source,
            maps,
            tables,
            builder.BuildPrograms(),
            bound,
            builder.BuildLayouts(bound),
            new([.. builder._kernelTypes]),
            new([.. builder._rings]),
            new([.. builder._binder.Structs]),
            new([.. builder._binder.Enums]),
            new([.. builder._binder.Arrays]));
        return new SkeletonResult(skeleton, new([.. builder._problems, .. builder._binder.Notes]));
    }

    private EquatableArray<SkeletonProgram> BuildPrograms()
    {
        var names = new NameScope("Program", "ProgramSet");
        return new(_description.Programs
            .Select(program =>
            {
                string? type = ProgramClass.Find(program.Section);
                string name = names.Claim(CSharpName.Pascal(program.Name));
                return new SkeletonProgram(name, program.Name, program.Section, type ?? Runtime + "BpfProgram", type is not null);
            })
            .ToArray());
    }

    private void BindExports()
    {
        foreach (DescribedExport export in _description.Exports)
        {
            string spelling = $"'{_table.Spell(export.Type)}'";
            if (_binder.Bind(export.Type, "Exported", spelling).Fault is { } fault)
                Report(fault, $"The export of {spelling} is left out", export.Place);
            else if (!export.IsKernels)
                continue;
            else if (_table.Find(export.Type) is BtfType.Composite { Name: not null } type)
                _kernelTypes.Add(TypeTable.Spell(type)); // A set: sources that are linked may name the same one.
            else
                _problems.Add(Problem.Of(ProblemKind.NotOfKernel, spelling) with { Place = export.Place });
        }
    }

    private void Report(TypeFault fault, string use, SourcePlace? place) =>
        _problems.Add(Problem.Of(fault.Kind, use, fault.Place, fault.Detail) with { Place = place });
}
