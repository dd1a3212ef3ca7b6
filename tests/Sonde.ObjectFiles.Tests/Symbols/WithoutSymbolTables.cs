using System.Buffers.Binary;

namespace Sonde.ObjectFiles.Tests.Symbols;

/// <summary>
/// A copy whose symbol tables look like other sections. Where there are any, llvm-symbolizer puts the name of a symbol, one of perhaps
/// several at the address, in place of the one that the debugging information has.
/// </summary>
internal sealed class WithoutSymbolTables : IDisposable
{
    private const int SectionHeaderSize = 64;

    public WithoutSymbolTables(string program)
    {
        Path = program + ".without";
        byte[] image = File.ReadAllBytes(program);
        int headers = (int)BinaryPrimitives.ReadInt64LittleEndian(image.AsSpan(40));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(60));
        for (int i = 0; i < count; i++)
        {
            Span<byte> type = image.AsSpan(headers + (i * SectionHeaderSize) + 4, 4);
            if ((ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(type) is ElfSectionType.SymbolTable or ElfSectionType.DynamicSymbols)
                BinaryPrimitives.WriteUInt32LittleEndian(type, 1);
        }

        File.WriteAllBytes(Path, image);
        if (File.Exists(program + ".dwp"))
            File.Copy(program + ".dwp", Path + ".dwp", overwrite: true);
    }

    public string Path { get; }

    public void Dispose()
    {
        File.Delete(Path);
        File.Delete(Path + ".dwp");
    }
}
