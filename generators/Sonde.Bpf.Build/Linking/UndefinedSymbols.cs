using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Linking;

/// <summary>
/// The functions and variables that an object uses, and that neither it nor the kernel defines. libbpf would refuse to open it: it looks
/// for each in the sections of its BTF that stand for the kernel, weak or not.
/// </summary>
internal static class UndefinedSymbols
{
    private static readonly string[] KernelSections = [".ksyms", ".kconfig"];
    private static readonly string[] MapSections = [".maps"];

    public static List<UndefinedSymbol> Find(ElfFile file) =>
        Find(file, file.TryGetSection(".BTF"u8, out ElfSection? section) ? Btf.Parse(section.Data) : null);

    public static List<UndefinedSymbol> Find(ElfFile file, Btf? btf)
    {
        List<UndefinedSymbol> found = [];
        HashSet<string>? kernels = null;
        foreach (ElfSymbol symbol in file.Symbols)
        {
            if (symbol.IsDefined || symbol.Binding == ElfSymbolBinding.Local || symbol.NameUtf8.IsEmpty)
                continue;
            // Most objects define all they use, and need no look at their types.
            kernels ??= btf is null ? [] : NamesIn(btf, KernelSections);
            string name = symbol.Name;
            if (!kernels.Contains(name))
                found.Add(new UndefinedSymbol(name, btf is null ? UndefinedKind.Unknown : KindOf(btf, name)));
        }

        return found;
    }

    private static UndefinedKind KindOf(Btf btf, string name)
    {
        if (btf.TryFindType(name, BtfKind.Function, out _))
            return UndefinedKind.Function;
        if (!btf.TryFindType(name, BtfKind.Variable, out _))
            return UndefinedKind.Unknown;
        return NamesIn(btf, MapSections).Contains(name) ? UndefinedKind.Map : UndefinedKind.Variable;
    }

    private static HashSet<string> NamesIn(Btf btf, string[] sections)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (BtfType section in btf)
        {
            if (section.Kind != BtfKind.DataSection || !sections.Contains(section.Name))
                continue;
            foreach (BtfSectionVariable entry in section.Variables)
                names.Add(btf[entry.TypeId].Name);
        }

        return names;
    }
}
