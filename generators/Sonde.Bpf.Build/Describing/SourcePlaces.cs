using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>Where the source declares what an object has. BTF knows the lines of instructions only, the debugging information those of the rest.</summary>
internal sealed class SourcePlaces
{
    public static readonly SourcePlaces None = new();

    private readonly Dictionary<(DwarfTag, string), Queue<DwarfDeclaration>> _definitions = [];
    private readonly Dictionary<(DwarfTag, string), DwarfDeclaration> _externs = [];

    /// <summary>Adds the places that a compiled object tells; one without debugging information tells none.</summary>
    public void Add(ElfFile compiled)
    {
        if (!DwarfInfo.TryOpen(compiled, out DwarfInfo? info))
            return;
        foreach (DwarfDeclaration declaration in info.ReadDeclarations())
        {
            // BTF has the name that clang gives a static variable of a function.
            string name = declaration.Function is { } function ? $"{function}.{declaration.Name}" : declaration.Name;
            if (!declaration.IsDefinition)
                _externs[(declaration.Tag, name)] = declaration;
            else if (_definitions.TryGetValue((declaration.Tag, name), out Queue<DwarfDeclaration>? places))
                places.Enqueue(declaration);
            else
                _definitions.Add((declaration.Tag, name), new Queue<DwarfDeclaration>([declaration]));
        }
    }

    /// <summary>The end of the line that describes it: nothing where the place is not known.</summary>
    public string Of(DwarfTag tag, string name)
    {
        DwarfDeclaration? place = FindExtern(tag, name);
        // Sources that are linked may each have a variable of this name; they come in the order of the sources.
        if (_definitions.TryGetValue((tag, name), out Queue<DwarfDeclaration>? places))
            place = places.Count > 1 ? places.Dequeue() : places.Peek();
        return place is null ? "" : $" at {Words.Number(place.Line)} {Words.Line(place.File)}";
    }

    /// <summary>Where something is declared that is defined elsewhere, or null.</summary>
    public DwarfDeclaration? FindExtern(DwarfTag tag, string name) =>
        _externs.TryGetValue((tag, name), out DwarfDeclaration? declaration) ? declaration : null;
}
