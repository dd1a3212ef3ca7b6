using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Describing;

/// <summary>The text form of an object that the generator reads: a record a line, children indented, nothing about this machine.</summary>
internal static class ObjectDescription
{
    public static string Write(BpfObjectFile file, string sourceName)
    {
        var types = new TypeTable(file.Btf);
        foreach (BpfMapDefinition map in file.Maps)
            types.AddRoot(map.KeyTypeId, map.ValueTypeId);
        foreach (BpfDataSection section in file.DataSections)
        {
            foreach (BpfVariable variable in section.Variables)
                types.AddRoot(variable.TypeId);
        }

        List<int> exports = ExportedTypes.Find(file.Btf);
        types.AddRoot([.. exports]);

        var text = new StringBuilder();
        text.Append("sonde-bpf 1\n");
        text.Append("source ").Append(sourceName).Append('\n');
        text.Append("license ").Append(string.IsNullOrEmpty(file.License) ? "-" : Words.Line(file.License!)).Append('\n');
        TypeLines.Write(text, types);
        foreach (BpfMapDefinition map in file.Maps)
            WriteMap(text, map, types);
        foreach (BpfDataSection section in file.DataSections)
            WriteSection(text, section, types);
        foreach (BpfProgramDefinition program in file.Programs)
            text.Append("program ").Append(Words.Name(program.Name)).Append(' ').Append(Words.Line(program.SectionName)).Append('\n');
        foreach (int export in exports)
            text.Append("export ").Append(Words.Number(types.NumberOf(export))).Append('\n');
        return text.ToString();
    }

    private static void WriteMap(StringBuilder text, BpfMapDefinition map, TypeTable types) => text
        .Append("map ").Append(Words.Name(map.Name))
        .Append(' ').Append(Words.Number(map.Type)).Append(' ').Append(MapTypeNames.Of(map.Type))
        .Append(' ').Append(Words.Number(types.NumberOf(map.KeyTypeId))).Append(' ').Append(Words.Number(types.NumberOf(map.ValueTypeId)))
        .Append(' ').Append(Words.Number(map.KeySize)).Append(' ').Append(Words.Number(map.ValueSize))
        .Append(' ').Append(Words.Number(map.MaxEntries)).Append(' ').Append(Words.Number(map.Flags)).Append('\n');

    private static void WriteSection(StringBuilder text, BpfDataSection section, TypeTable types)
    {
        text.Append("section ").Append(Words.Name(section.Name)).Append(' ').Append(Words.Number(section.Size)).Append('\n');
        foreach (BpfVariable variable in section.Variables)
        {
            text.Append("  variable ").Append(Words.Name(variable.Name))
                .Append(' ').Append(Words.Number(types.NumberOf(variable.TypeId)))
                .Append(' ').Append(Words.Number(variable.Offset)).Append(' ').Append(Words.Number(variable.Size))
                .Append(variable.Linkage == BtfLinkage.Static ? " static\n" : " global\n");
        }
    }
}
