using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>Where the source declares what an object has. BTF knows the lines of instructions only, the debugging information those of the rest.</summary>
internal sealed class SourcePlaces
{
    public static readonly SourcePlaces None = new();

    private readonly Dictionary<(DwarfTag, string), Queue<string>> _definitions = [];
    private readonly Dictionary<(DwarfTag, string), string> _externs = [];

    /// <summary>Adds the places that a compiled object tells; one without debugging information tells none.</summary>
    public void Add(ElfFile compiled)
    {
        if (!DwarfInfo.TryOpen(compiled, out DwarfInfo? info))
            return;
        foreach (DwarfDeclaration declaration in info.ReadDeclarations())
        {
            // BTF has the name that clang gives a static variable of a function.
            string name = declaration.Function is { } function ? $"{function}.{declaration.Name}" : declaration.Name;
            string place = $" at {Words.Number(declaration.Line)} {Words.Line(declaration.File)}";
            if (!declaration.IsDefinition)
                _externs[(declaration.Tag, name)] = place;
            else if (_definitions.TryGetValue((declaration.Tag, name), out Queue<string>? places))
                places.Enqueue(place);
            else
                _definitions.Add((declaration.Tag, name), new Queue<string>([place]));
        }
    }

    /// <summary>The end of the line that describes it: nothing where the place is not known.</summary>
    public string Of(DwarfTag tag, string name)
    {
        if (!_definitions.TryGetValue((tag, name), out Queue<string>? places))
            return _externs.TryGetValue((tag, name), out string? declared) ? declared : "";
        // Sources that are linked may each have a variable of this name; they come in the order of the sources.
        return places.Count > 1 ? places.Dequeue() : places.Peek();
    }
}
