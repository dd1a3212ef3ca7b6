namespace Sonde.ObjectFiles.Tests;

/// <summary>Reads everything a model can give. The returned sum of sizes keeps the work from being left out.</summary>
internal static class ModelWalk
{
    public static long Walk(ElfFile elf)
    {
        long sum = 0;
        foreach (ElfSection section in elf.Sections)
            sum += section.Name.Length + section.Data.Length;
        foreach (ElfSegment segment in elf.Segments)
            sum += elf.TryGetFileOffset(segment.Address, out ulong offset) ? (long)(offset & 0xff) : 1;
        foreach (ElfSymbol symbol in elf.Symbols)
            sum += symbol.NameUtf8.Length + 1;
        foreach (ElfSymbol symbol in elf.DynamicSymbols)
            sum += symbol.NameUtf8.Length + 1;
        return sum + (elf.TryGetBuildId(out ReadOnlyMemory<byte> id) ? id.Length : 0);
    }

    public static long Walk(DwarfInfo info)
    {
        long sum = 0;
        foreach (DwarfDeclaration declaration in info.ReadDeclarations())
            sum += declaration.Name.Length + declaration.File.Length + declaration.Line;
        return sum;
    }

    public static long Walk(Btf btf)
    {
        long sum = 0;
        foreach (BtfType type in btf)
            sum += Walk(btf, type);
        return sum;
    }

    public static long Walk(BtfExt lines, string section)
    {
        long sum = 0;
        foreach (BtfLine line in lines.GetLines(section))
            sum += line.FileName.Length + line.Text.Length + line.Line + line.Column;
        return sum + (lines.TryFindLine(section, 8, out _) ? 1 : 0) + (lines.TryFindFunction(section, 8, out BtfType f) ? f.Name.Length : 0);
    }

    public static long Walk(BpfObjectFile file)
    {
        long sum = Walk(file.Elf) + Walk(file.Btf) + (file.License?.Length ?? 0);
        foreach (BpfProgramDefinition program in file.Programs)
            sum += program.SectionName.Length + (file.SourceLines is { } lines ? Walk(lines, program.SectionName) : 0);
        foreach (BpfMapDefinition map in file.Maps)
            sum += map.Name.Length + file.Btf[map.KeyTypeId].Count + file.Btf[map.ValueTypeId].Count;
        foreach (BpfDataSection section in file.DataSections)
            sum += section.InitialData.Length + section.Variables.Count;
        return sum;
    }

    public static long Walk(Btf btf, BtfType type)
    {
        long sum = 1 + type.NameUtf8.Length + btf[type.TargetTypeId].Id;
        foreach (BtfMember member in type.Members)
            sum += member.NameUtf8.Length + btf[member.TypeId].Id + member.BitOffset;
        foreach (BtfEnumValue value in type.Values)
            sum += value.NameUtf8.Length + value.Value;
        foreach (BtfParameter parameter in type.Parameters)
            sum += parameter.NameUtf8.Length + btf[parameter.TypeId].Id;
        foreach (BtfSectionVariable variable in type.Variables)
            sum += btf[variable.TypeId].Id + variable.Offset;
        sum += btf.SkipModifiersAndTypedefs(type.Id).Id;
        switch (type.Kind)
        {
            case BtfKind.Array:
                sum += type.Array.Count + btf[type.Array.IndexTypeId].Id;
                goto case BtfKind.Struct;
            case BtfKind.Int:
                sum += type.Integer.Bits;
                goto case BtfKind.Struct;
            case BtfKind.Function:
                sum += (int)type.Linkage;
                break;
            case BtfKind.Variable:
                sum += (int)type.Linkage;
                goto case BtfKind.Struct;
            case BtfKind.DeclarationTag:
                sum += type.ComponentIndex;
                break;
            case BtfKind.Struct:
            case BtfKind.Union:
            case BtfKind.Enum:
            case BtfKind.Pointer:
                sum += (long)btf.ResolveSize(type.Id) + btf.ResolveAlignment(type.Id);
                break;
        }

        return sum;
    }
}
