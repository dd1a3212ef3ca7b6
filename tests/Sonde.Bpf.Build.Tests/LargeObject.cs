using System.Buffers.Binary;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Tests;

/// <summary>An object whose BTF has many more types than its compiler wrote; the first of them becomes a record of a ring.</summary>
internal static class LargeObject
{
    private const int HeaderSize = 24;
    private const int SectionHeaderSize = 64;

    /// <param name="image">An object with a <c>SONDE_RECORD</c>.</param>
    /// <param name="count">How many types to add.</param>
    /// <param name="words">The words of an added type, by its number and that of the first.</param>
    public static byte[] Make(byte[] image, int count, Func<int, int, uint[]> words)
    {
        ElfFile elf = ElfFile.Parse(image);
        int index = elf.Sections.ToList().FindIndex(section => section.Name == ".BTF");
        byte[] btf = elf.Sections[index].Data.ToArray();
        int typesSize = BinaryPrimitives.ReadInt32LittleEndian(btf.AsSpan(12));
        int first = Btf.Parse(btf).EndId;
        PointRecordAt(btf, first);

        byte[] added = [.. Enumerable.Range(first, count).SelectMany(id => words(id, first)).SelectMany(BitConverter.GetBytes)];
        byte[] strings = btf[(HeaderSize + typesSize)..];
        byte[] larger = [.. btf.AsSpan(0, HeaderSize + typesSize), .. added, .. strings];
        BinaryPrimitives.WriteInt32LittleEndian(larger.AsSpan(12), typesSize + added.Length);
        BinaryPrimitives.WriteInt32LittleEndian(larger.AsSpan(16), typesSize + added.Length);

        byte[] result = [.. image, .. new byte[8 - (image.Length % 8)], .. larger];
        long headers = BinaryPrimitives.ReadInt64LittleEndian(result.AsSpan(40));
        Span<byte> header = result.AsSpan((int)headers + (index * SectionHeaderSize));
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], result.Length - larger.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], larger.Length);
        return result;
    }

    // The array of no elements that is the member "record" of the first such structure.
    private static void PointRecordAt(byte[] btf, int type)
    {
        Btf types = Btf.Parse(btf);
        int array = 0;
        foreach (BtfType each in types)
        {
            if (each.Kind == BtfKind.Variable && each.Name.StartsWith("SONDE_RECORD_", StringComparison.Ordinal))
                array = types[each.TargetTypeId].Members[0].TypeId;
        }

        int at = HeaderSize;
        for (int id = 1; id < array; id++)
        {
            uint info = BinaryPrimitives.ReadUInt32LittleEndian(btf.AsSpan(at + 4));
            int members = (int)(info & 0xffff);
            at += 12 + ((BtfKind)((info >> 24) & 0x1f) switch
            {
                BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
                BtfKind.Array => 12,
                BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12 * members,
                BtfKind.Enum or BtfKind.FunctionPrototype => 8 * members,
                _ => 0,
            });
        }

        BinaryPrimitives.WriteInt32LittleEndian(btf.AsSpan(at + 12), type);
    }
}
