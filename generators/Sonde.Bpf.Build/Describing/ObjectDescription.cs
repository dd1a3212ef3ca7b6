using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>The text form of an object that the generator reads: a record a line, children indented, nothing about this machine.</summary>
internal static class ObjectDescription
{
    public static string Write(BpfObjectFile file, string sourceName, SourcePlaces places)
    {
        var types = new TypeTable(file.Btf);
        foreach (BpfMapDefinition map in file.Maps)
        {
            types.AddRoot(map.KeyTypeId, map.ValueTypeId);
            if (map.Inner is { } inner)
                types.AddRoot(inner.KeyTypeId, inner.ValueTypeId);
        }

        foreach (BpfVariable table in TablesOf(file))
            types.AddRoot(table.TypeId);
        foreach (BpfDataSection section in SectionsOf(file))
        {
            foreach (BpfVariable variable in section.Variables)
                types.AddRoot(variable.TypeId);
        }

        List<(int Type, bool IsKernels, string Variable)> exports = ExportedTypes.Find(file.Btf);
        types.AddRoot([.. exports.Select(export => export.Type)]);
        ILookup<string, RecordType> records = RecordTypes.Find(file.Btf);
        types.AddRoot([.. records.SelectMany(ring => ring).Select(record => record.TypeId)]);

        var text = new StringBuilder();
        text.Append("sonde-bpf 1\n");
        text.Append("source ").Append(Words.Line(sourceName)).Append('\n');
        text.Append("license ").Append(string.IsNullOrEmpty(file.License) ? "-" : Words.Line(file.License!)).Append('\n');
        TypeLines.Write(text, types, places);
        foreach (BpfMapDefinition map in file.Maps)
        {
            WriteMap(text.Append("map "), map, types).Append(places.Of(DwarfTag.Variable, map.Name)).Append('\n');
            if (map.Inner is { } inner)
                WriteMap(text.Append("  inner "), inner, types).Append('\n');
            foreach (RecordType record in records[map.Name])
            {
                text.Append("  record ").Append(Words.Name(record.Name)).Append(' ').Append(Words.Number((ulong)record.Tag))
                    .Append(' ').Append(Words.Number(types.NumberOf(record.TypeId)))
                    .Append(places.Of(DwarfTag.Variable, record.Variable)).Append('\n');
            }
        }

        foreach (BpfVariable table in TablesOf(file))
            WriteTable(text, table, types).Append(places.Of(DwarfTag.Variable, table.Name)).Append('\n');
        foreach (BpfDataSection section in SectionsOf(file))
            WriteSection(text, section, types, places);
        foreach (BpfProgramDefinition program in file.Programs)
            text.Append("program ").Append(Words.Name(program.Name)).Append(' ').Append(Words.Line(program.SectionName)).Append('\n');
        foreach ((int type, bool isKernels, string variable) in exports)
        {
            text.Append("export ").Append(Words.Number(types.NumberOf(type))).Append(isKernels ? " kernel" : "")
                .Append(places.Of(DwarfTag.Variable, variable)).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<BpfVariable> TablesOf(BpfObjectFile file) => file.StructOps.SelectMany(section => section.Variables);

    private static IEnumerable<BpfDataSection> SectionsOf(BpfObjectFile file) =>
        file.KernelConfiguration is { } kconfig ? file.DataSections.Append(kconfig) : file.DataSections;

    private static StringBuilder WriteMap(StringBuilder text, BpfMapDefinition map, TypeTable types) => text
        .Append(Words.Name(map.Name))
        .Append(' ').Append(Words.Number(map.Type)).Append(' ').Append(MapTypeNames.Of(map.Type))
        .Append(' ').Append(Words.Number(types.NumberOf(map.KeyTypeId))).Append(' ').Append(Words.Number(types.NumberOf(map.ValueTypeId)))
        .Append(' ').Append(Words.Number(map.KeySize)).Append(' ').Append(Words.Number(map.ValueSize))
        .Append(' ').Append(Words.Number(map.MaxEntries)).Append(' ').Append(Words.Number(map.Flags));

    // The value that it has in the object; the kernel's map has its own struct, with a head before it.
    private static StringBuilder WriteTable(StringBuilder text, BpfVariable table, TypeTable types) => text
        .Append("map ").Append(Words.Name(table.Name)).Append(' ').Append(Words.Number(MapTypeNames.StructOps)).Append(' ').Append(MapTypeNames.Of(MapTypeNames.StructOps))
        .Append(" 0 ").Append(Words.Number(types.NumberOf(table.TypeId))).Append(" 0 ").Append(Words.Number(table.Size)).Append(" 1 0");

    private static void WriteSection(StringBuilder text, BpfDataSection section, TypeTable types, SourcePlaces places)
    {
        text.Append("section ").Append(Words.Name(section.Name)).Append(' ').Append(Words.Number(section.Size)).Append('\n');
        foreach (BpfVariable variable in section.Variables)
        {
            text.Append("  variable ").Append(Words.Name(variable.Name))
                .Append(' ').Append(Words.Number(types.NumberOf(variable.TypeId)))
                .Append(' ').Append(Words.Number(variable.Offset)).Append(' ').Append(Words.Number(variable.Size))
                .Append(variable.Linkage == BtfLinkage.Static ? " static" : " global")
                .Append(places.Of(DwarfTag.Variable, variable.Name)).Append('\n');
        }
    }
}
