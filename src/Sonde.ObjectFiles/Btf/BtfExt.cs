using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>The section <c>.BTF.ext</c> of a BPF object: which function and which source line an instruction comes from.</summary>
public sealed partial class BtfExt
{
    private const int MinimumHeaderSize = 24;

    private readonly Btf _btf;
    private readonly List<BtfExtSection> _functions;
    private readonly List<BtfExtSection> _lines;

    private BtfExt(ReadOnlyMemory<byte> data, Btf btf)
    {
        _btf = btf;
        uint size = BtfHeader.ParseStart(data.Span, ".BTF.ext", MinimumHeaderSize);
        _functions = ReadSections(data, size, headerField: 8, "function info", FunctionRecordSize);
        _lines = ReadSections(data, size, headerField: 16, "line info", BtfLine.RecordSize);
    }

    /// <summary>Reads the section; <paramref name="btf"/> is the object's own BTF, which holds its strings and types.</summary>
    /// <exception cref="BtfFormatException">The bytes are not <c>.BTF.ext</c>, or are cut short.</exception>
    public static BtfExt Parse(ReadOnlyMemory<byte> data, Btf btf) => new(data, btf ?? throw new ArgumentNullException(nameof(btf)));

    // A part of the section is: the size of a record, then for each ELF section its name, the number of records and the records.
    private static List<BtfExtSection> ReadSections(ReadOnlyMemory<byte> data, uint headerSize, int headerField, string what, int minimumRecordSize)
    {
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(data.Span.Slice(headerField));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(data.Span.Slice(headerField + 4));
        ulong end = (ulong)headerSize + offset + length;
        if (end > (ulong)data.Length)
            throw new BtfFormatException($".BTF.ext is truncated: its {what} ends at byte {end}, there are {data.Length}");
        var sections = new List<BtfExtSection>();
        if (length == 0)
            return sections;
        ReadOnlyMemory<byte> rest = data.Slice((int)(headerSize + offset), (int)length);
        if (length < 4)
            throw Truncated(what);
        uint recordSize = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
        if (recordSize < minimumRecordSize || recordSize > length)
            throw new BtfFormatException($".BTF.ext is corrupt: a record of {what} claims {recordSize} bytes, at least {minimumRecordSize} are needed");
        rest = rest.Slice(4);
        while (rest.Length > 0)
        {
            if (rest.Length < 8)
                throw Truncated(what);
            uint name = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span);
            ulong count = BinaryPrimitives.ReadUInt32LittleEndian(rest.Span.Slice(4));
            if (count * recordSize > (ulong)(rest.Length - 8))
                throw Truncated(what);
            int bytes = (int)(count * recordSize);
            sections.Add(new BtfExtSection(name, rest.Slice(8, bytes), (int)recordSize));
            rest = rest.Slice(8 + bytes);
        }

        return sections;
    }

    private static BtfFormatException Truncated(string what) => new($".BTF.ext is truncated: its {what} ends inside a record");
}
