using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

/// <summary>The source line that an instruction was compiled from.</summary>
public readonly struct BtfLine
{
    internal const int RecordSize = 16;

    private readonly Btf _btf;
    private readonly uint _file;
    private readonly uint _text;
    private readonly uint _place;

    private BtfLine(Btf btf, ReadOnlySpan<byte> entry)
    {
        _btf = btf;
        InstructionOffset = BinaryPrimitives.ReadUInt32LittleEndian(entry);
        _file = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(4));
        _text = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(8));
        _place = BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(12));
    }

    /// <summary>Offset in bytes, in its section, of the first instruction of the line.</summary>
    public uint InstructionOffset { get; }

    /// <summary>Path of the source file as the compiler saw it.</summary>
    /// <exception cref="BtfFormatException">The path lies outside the strings.</exception>
    public string FileName => Utf8.Decode(_btf.GetString(_file));

    /// <summary>Text of the line, indented as in the source; empty if the compiler left it out.</summary>
    /// <exception cref="BtfFormatException">The text lies outside the strings.</exception>
    public string Text => Utf8.Decode(_btf.GetString(_text));

    /// <summary>Number of the line, from 1.</summary>
    public int Line => (int)(_place >> 10);

    /// <summary>Column in the line, from 1; 0 if not known.</summary>
    public int Column => (int)(_place & 0x3ff);

    /// <inheritdoc/>
    public override string ToString() => $"{FileName}:{Line}: {Text.Trim()}";

    /// <summary>Reads a record of the form that the kernel gives for a loaded program, <c>struct bpf_line_info</c>.</summary>
    /// <param name="btf">The types and strings of the program.</param>
    /// <param name="entry">The record, 16 bytes or more.</param>
    /// <exception cref="ArgumentException">The record is too short.</exception>
    public static BtfLine Read(Btf btf, ReadOnlySpan<byte> entry) =>
        entry.Length >= RecordSize ? new(btf, entry) : throw new ArgumentException($"a line has {RecordSize} bytes, not {entry.Length}", nameof(entry));
}
