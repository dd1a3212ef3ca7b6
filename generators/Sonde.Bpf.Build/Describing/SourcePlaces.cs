using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>Where the source declares what an object has. BTF knows the lines of instructions only, the debugging information those of the rest.</summary>
internal sealed class SourcePlaces
{
    public static readonly SourcePlaces None = new();

    private readonly Dictionary<(DwarfTag, string), Queue<string>> _places = [];

    /// <summary>Adds the places that a compiled object tells; one without debugging information tells none.</summary>
    public void Add(ElfFile compiled)
    {
        if (!DwarfInfo.TryOpen(compiled, out DwarfInfo? info))
            return;
        foreach (DwarfDeclaration declaration in info.ReadDeclarations())
        {
            (DwarfTag, string) key = (declaration.Tag, declaration.Name);
            if (!_places.TryGetValue(key, out Queue<string>? places))
                _places.Add(key, places = []);
            places.Enqueue($" @{Words.Number(declaration.Line)} {Words.Line(declaration.File)}");
        }
    }

    /// <summary>The end of the line that describes it: nothing where the place is not known.</summary>
    public string Of(DwarfTag tag, string name)
    {
        if (!_places.TryGetValue((tag, name), out Queue<string>? places))
            return "";
        // Sources that are linked may each have a variable of this name; they come in the order of the sources.
        return places.Count > 1 ? places.Dequeue() : places.Peek();
    }
}
