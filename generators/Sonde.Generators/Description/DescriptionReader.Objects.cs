namespace Sonde.Generators.Description;

internal sealed partial class DescriptionReader
{
    private void ReadMap(DescriptionLine line)
    {
        DescribedMap map = ReadMapLine(line);
        List<DescribedRecord> records = [];
        foreach ((string keyword, DescriptionLine child) in Children("inner", "record"))
        {
            if (keyword == "record")
                records.Add(ReadRecordLine(child));
            else
                map = map.Inner is null ? map with { Inner = ReadMapLine(child) } : throw child.Malformed("a map has one inner map");
        }

        _maps.Add(map with { Records = new([.. records]) });
    }

    private static DescribedRecord ReadRecordLine(DescriptionLine line)
    {
        var record = new DescribedRecord(line.Word("the name"), line.Number("the tag", uint.MaxValue), line.Number("the type"), line.OptionalPlace());
        line.End();
        return record;
    }

    private static DescribedMap ReadMapLine(DescriptionLine line)
    {
        string name = line.Word("the name");
        int type = line.Number("the map type");
        string kernelName = line.Word("the map type's name");
        int keyType = line.Number("the key type");
        int valueType = line.Number("the value type");
        int keySize = line.Number("the key size");
        int valueSize = line.Number("the value size");
        long maxEntries = line.Number("the number of entries", uint.MaxValue);
        long flags = line.Number("the flags", uint.MaxValue);
        SourcePlace? place = line.OptionalPlace();
        line.End();
        return new DescribedMap(name, type, kernelName, keyType, valueType, keySize, valueSize, maxEntries, flags, place);
    }

    private void ReadSection(DescriptionLine line)
    {
        string name = line.Word("the name");
        int size = line.Number("the size");
        line.End();

        List<DescribedVariable> variables = [];
        foreach (DescriptionLine child in Children("variable"))
            variables.Add(ReadVariable(child, size));
        _sections.Add(new DescribedSection(name, size, new([.. variables])));
    }

    private static DescribedVariable ReadVariable(DescriptionLine line, int sectionSize)
    {
        var variable = new DescribedVariable(
            line.Word("the name"),
            line.Number("the type"),
            line.Number("the offset"),
            line.Number("the size"),
            line.Word("the linkage") switch
            {
                "global" => false,
                "static" => true,
                string other => throw line.Malformed($"unknown linkage '{other}'"),
            },
            line.OptionalPlace());
        line.End();
        return (long)variable.Offset + variable.Size <= sectionSize ? variable : throw line.Malformed("it ends outside of its section");
    }

    private void ReadProgram(DescriptionLine line) =>
        _programs.Add(new DescribedProgram(line.Word("the name"), line.Rest("the section")));

    private void ReadExport(DescriptionLine line)
    {
        int type = line.Number("the type");
        bool isKernels = line.Skip("kernel");
        SourcePlace? place = line.OptionalPlace();
        line.End();
        _exports.Add(new DescribedExport(type, isKernels, place));
    }
}
