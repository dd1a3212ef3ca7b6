namespace Sonde.ObjectFiles;

// What the loader makes of declarations that have no bytes in the file.
public sealed partial class BpfObjectFile
{
    // BTF has no places for them. libbpf sorts: the largest alignment first, then the smallest size, then by name.
    private BpfDataSection? ReadKernelConfiguration()
    {
        if (!Btf.TryFindType(".kconfig"u8, BtfKind.DataSection, out BtfType section))
            return null;
        var externs = new List<(string Name, int Type, ulong Size, uint Alignment)>(section.Count);
        foreach (BtfSectionVariable entry in section.Variables)
        {
            BtfType variable = VariableOf(section, entry);
            int type = variable.TargetTypeId;
            externs.Add((variable.Name, type, Btf.ResolveSize(type), (uint)Math.Max(1, Btf.ResolveAlignment(type))));
        }

        externs.Sort((a, b) => a.Alignment != b.Alignment ? b.Alignment.CompareTo(a.Alignment)
            : a.Size != b.Size ? a.Size.CompareTo(b.Size)
            : string.CompareOrdinal(a.Name, b.Name));
        var variables = new List<BpfVariable>(externs.Count);
        ulong end = 0;
        foreach ((string name, int type, ulong size, uint alignment) in externs)
        {
            ulong offset = (end + alignment - 1) / alignment * alignment;
            end = offset + size;
            if (size > int.MaxValue || end > int.MaxValue)
                throw new BtfFormatException($"variable {name} of section .kconfig has {size} bytes, more than a configuration has");
            variables.Add(new BpfVariable(name, type, offset, size, BtfLinkage.Extern));
        }

        return new BpfDataSection(section.Name, end, section.Id, variables);
    }

    private BtfType VariableOf(BtfType section, BtfSectionVariable entry)
    {
        BtfType variable = Btf[entry.TypeId];
        return variable.Kind == BtfKind.Variable
            ? variable
            : throw new BtfFormatException($"BTF is corrupt: section {section.Name} holds type {variable.Id}, which is not a variable");
    }
}
