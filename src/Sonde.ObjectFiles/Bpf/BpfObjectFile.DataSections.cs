namespace Sonde.ObjectFiles;

public sealed partial class BpfObjectFile
{
    private static readonly string[] StructOpsSections = [".struct_ops", ".struct_ops.link"];

    private List<BpfDataSection> ReadDataSections(Func<string, bool> isWanted)
    {
        var types = new Dictionary<string, BtfType>(StringComparer.Ordinal);
        foreach (BtfType type in Btf)
        {
            if (type.Kind == BtfKind.DataSection && isWanted(type.Name))
                types[type.Name] = type;
        }

        var sections = new List<BpfDataSection>();
        if (types.Count == 0)
            return sections;
        foreach (ElfSection section in Elf.Sections)
        {
            if (section.Type is not (ElfSectionType.ProgramBits or ElfSectionType.NoBits) || !types.TryGetValue(section.Name, out BtfType type))
                continue;
            // Each type serves one section, so that a file of a thousand sections with one name costs no thousand times its variables.
            types.Remove(section.Name);
            sections.Add(new BpfDataSection(section, type.Id, ReadVariables(section, type)));
        }

        return sections;
    }

    private static bool IsDataSection(string name) => IsSection(name, ".rodata") || IsSection(name, ".data") || IsSection(name, ".bss");

    private static bool IsStructOps(string name) => StructOpsSections.Contains(name);

    private static bool IsSection(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.');

    private List<BpfVariable> ReadVariables(ElfSection section, BtfType type)
    {
        Dictionary<string, SymbolPlace> places = SymbolsOf(section);
        var variables = new List<BpfVariable>(type.Count);
        foreach (BtfSectionVariable entry in type.Variables)
        {
            BtfType variable = VariableOf(type, entry);
            string name = variable.Name;
            // clang leaves the offsets of global variables to the linker, so the symbol knows the place and BTF may not.
            if (!places.TryGetValue(name, out SymbolPlace place))
                place = new SymbolPlace(entry.Offset, entry.Size, isHidden: false);
            ulong size = entry.Size != 0 ? entry.Size : place.Size;
            if (place.Offset > section.Size || size > section.Size - place.Offset)
                throw new BtfFormatException($"variable {name} ends beyond its section {section.Name} of {section.Size} bytes");
            BtfLinkage linkage = place.IsHidden ? BtfLinkage.Static : variable.Linkage;
            variables.Add(new BpfVariable(name, variable.TargetTypeId, place.Offset, size, linkage));
        }

        variables.Sort((a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : string.CompareOrdinal(a.Name, b.Name));
        return variables;
    }

    private Dictionary<string, SymbolPlace> SymbolsOf(ElfSection section)
    {
        var places = new Dictionary<string, SymbolPlace>(StringComparer.Ordinal);
        foreach (ElfSymbol symbol in Elf.Symbols)
        {
            if (symbol.SectionIndex == section.Index && symbol.Type == ElfSymbolType.Data)
                places[symbol.Name] = new SymbolPlace(symbol.Value, symbol.Size, symbol.Visibility is ElfSymbolVisibility.Hidden or ElfSymbolVisibility.Internal);
        }

        return places;
    }

    private readonly struct SymbolPlace(ulong offset, ulong size, bool isHidden)
    {
        public ulong Offset { get; } = offset;

        public ulong Size { get; } = size;

        public bool IsHidden { get; } = isHidden;
    }
}
