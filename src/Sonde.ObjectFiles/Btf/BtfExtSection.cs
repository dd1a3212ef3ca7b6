namespace Sonde.ObjectFiles;

/// <summary>Records about the instructions of one ELF section.</summary>
internal sealed class BtfExtSection
{
    public BtfExtSection(uint name, ReadOnlyMemory<byte> records, int recordSize)
    {
        Name = name;
        Records = records;
        RecordSize = recordSize;
    }

    public uint Name { get; }

    public ReadOnlyMemory<byte> Records { get; }

    public int RecordSize { get; }
}
