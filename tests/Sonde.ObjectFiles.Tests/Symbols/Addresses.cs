namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>Addresses inside the functions of a file.</summary>
internal static class Addresses
{
    /// <summary>As many as are wanted, each byte of code as likely as each other, the same with each run.</summary>
    public static ulong[] Random(ElfFile file, int count)
    {
        List<(ulong Start, ulong Size)> functions = [];
        Collect(file.Symbols, functions);
        if (functions.Count == 0)
            Collect(file.DynamicSymbols, functions);
        functions = [.. functions.Distinct().Order()];
        ulong total = 0;
        ulong[] ends = [.. functions.Select(f => total += f.Size)];
        var random = new Random(20_000);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            ulong place = (ulong)random.NextInt64((long)total);
            int at = Array.BinarySearch(ends, place + 1);
            at = at < 0 ? ~at : at;
            return functions[at].Start + functions[at].Size - (ends[at] - place);
        })];
    }

    private static void Collect(ElfSymbolTable symbols, List<(ulong, ulong)> functions)
    {
        foreach (ElfSymbol symbol in symbols)
        {
            if (symbol.Type == ElfSymbolType.Function && symbol.IsDefined && symbol.Size > 0)
                functions.Add((symbol.Value, symbol.Size));
        }
    }
}
