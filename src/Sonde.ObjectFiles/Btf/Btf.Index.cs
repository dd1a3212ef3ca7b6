using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public sealed partial class Btf
{
    private const int TypeHeaderSize = 12;

    // Kernel BTF has about 22 bytes a type, so one allocation serves it without room to spare for another kernel's worth.
    private const int LikelyTypeSize = 18;

    // Ids of any BTF the kernel accepts fit in 20 bits (BTF_MAX_TYPE); 24 leaves room and keeps all sums in range.
    private const int MaximumId = 1 << 24;

    /// <summary>Finds the start of each type. After it, every record is known to lie inside the data.</summary>
    private static int[] IndexTypes(ReadOnlySpan<byte> types, int firstId, out int count)
    {
        int[] offsets = new int[types.Length / LikelyTypeSize + 1];
        count = 0;
        int offset = 0;
        while (offset < types.Length)
        {
            int available = types.Length - offset;
            if (available < TypeHeaderSize)
                throw TypeTruncated(firstId + count, TypeHeaderSize, available);
            uint info = BinaryPrimitives.ReadUInt32LittleEndian(types.Slice(offset + 4));
            int size = TypeHeaderSize + TrailerSize((info >> 24) & 0x1f, (int)(info & 0xffff));
            if (size < TypeHeaderSize)
                throw UnknownKind(firstId + count, (info >> 24) & 0x1f);
            if (size > available)
                throw TypeTruncated(firstId + count, size, available);
            if (count == offsets.Length)
                Array.Resize(ref offsets, count + count / 2 + 16);
            offsets[count++] = offset;
            offset += size;
        }

        if (firstId > MaximumId - count)
            throw new BtfFormatException($"BTF is corrupt: it has {count} types, more than any kernel accepts");
        return offsets;
    }

    private static int TrailerSize(uint kind, int vlen) => (BtfKind)kind switch
    {
        BtfKind.Pointer or BtfKind.Forward or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
            or BtfKind.Function or BtfKind.Float or BtfKind.TypeTag => 0,
        BtfKind.Int or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => vlen * 12,
        BtfKind.Enum or BtfKind.FunctionPrototype => vlen * 8,
        _ => -TypeHeaderSize - 1,
    };

    private static BtfFormatException TypeTruncated(int id, int size, int available) =>
        new($"BTF is truncated: type {id} needs {size} bytes, {available} are left");

    private static BtfFormatException UnknownKind(int id, uint kind) =>
        new($"BTF type {id} has kind {kind}, which this reader does not know (it knows 1 to {(int)BtfKind.Enum64}): update Sonde");
}
