namespace Sonde.Generators.Description;

internal sealed partial class DescriptionReader
{
    private void CheckReferences()
    {
        foreach (BtfType type in _types)
            CheckReferences(type);
        foreach (DescribedMap map in _maps)
        {
            Check(map.KeyType, $"map '{map.Name}'");
            Check(map.ValueType, $"map '{map.Name}'");
            Check(map.Inner?.KeyType ?? 0, $"map '{map.Name}'");
            Check(map.Inner?.ValueType ?? 0, $"map '{map.Name}'");
            foreach (DescribedRecord record in map.Records)
                Check(record.Type, $"map '{map.Name}'");
        }

        foreach (DescribedExport export in _exports)
            Check(export.Type, "an export");
        foreach (DescribedSection section in _sections)
        {
            foreach (DescribedVariable variable in section.Variables)
                Check(variable.Type, $"variable '{variable.Name}'");
        }
    }

    private void CheckReferences(BtfType type)
    {
        string owner = $"type {Invariant.Text(type.Id)}";
        switch (type)
        {
            case BtfType.Pointer pointer: Check(pointer.Target, owner); break;
            case BtfType.Array array: Check(array.Element, owner); break;
            case BtfType.Typedef typedef: Check(typedef.Target, owner); break;
            case BtfType.Composite composite:
                foreach (BtfField field in composite.Fields)
                    Check(field.Type, owner);
                break;
        }
    }

    private void Check(int id, string owner)
    {
        if (id != 0 && !_ids.Contains(id))
            throw new DescriptionException(_lines.Length, $"{owner} refers to type {Invariant.Text(id)}, which is not described");
    }
}
