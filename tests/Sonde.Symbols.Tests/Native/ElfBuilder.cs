using System.Buffers.Binary;
using System.Text;
using Sonde.ObjectFiles;

namespace Sonde.Symbols.Tests.Native;

/// <summary>An ELF file of sections as a test says, which need not be true.</summary>
internal sealed class ElfBuilder
{
    public const uint ProgramBits = 1, SymbolTable = 2, StringTable = 3, RelocationsWithAddends = 4, DynamicSymbols = 11;
    public const ulong Allocate = 2, Execute = 4;

    private const int HeaderSize = 64;
    private const int SegmentHeaderSize = 56;

    private readonly List<(string Name, uint Type, ulong Flags, ulong Address, uint Link, ulong EntrySize, byte[] Content)> _sections = [];

    /// <summary>The machine, x86-64 where nothing else is said.</summary>
    public ElfMachine Machine { get; init; } = ElfMachine.X64;

    /// <summary>How many segments of notes there are, each of which claims the whole file.</summary>
    public int NoteSegments { get; init; }

    /// <summary>Adds a section, and gives its index.</summary>
    public int Add(string name, uint type, byte[] content, ulong flags = 0, ulong address = 0, int link = 0, ulong entrySize = 0)
    {
        _sections.Add((name, type, flags, address, (uint)link, entrySize, content));
        return _sections.Count;
    }

    /// <summary>An entry of a symbol table: a function.</summary>
    public static byte[] Function(uint name, ushort section, ulong value, ulong size) =>
        Symbol(name, section, value, size, ElfSymbolType.Function, ElfSymbolBinding.Global);

    /// <summary>An entry of a symbol table.</summary>
    public static byte[] Symbol(uint name, ushort section, ulong value, ulong size, ElfSymbolType type, ElfSymbolBinding binding)
    {
        byte[] entry = new byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, name);
        entry[4] = (byte)(((int)binding << 4) | (int)type);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(6), section);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(8), value);
        BinaryPrimitives.WriteUInt64LittleEndian(entry.AsSpan(16), size);
        return entry;
    }

    /// <summary>Writes the file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="length">How long it is, with zeros at its end that are on no disk; 0 for no longer than it must be.</param>
    public void Write(string path, long length = 0)
    {
        int names = Add(".shstrtab", StringTable, Encoding.ASCII.GetBytes($"\0{string.Join('\0', _sections.Select(each => each.Name))}\0.shstrtab\0"));
        using var file = new FileStream(path, FileMode.Create);
        file.Position = HeaderSize + (SegmentHeaderSize * NoteSegments);
        byte[] headers = new byte[HeaderSize * (_sections.Count + 1)];
        uint name = 1;
        for (int i = 0; i < _sections.Count; i++)
        {
            var section = _sections[i];
            Span<byte> header = headers.AsSpan(HeaderSize * (i + 1));
            BinaryPrimitives.WriteUInt32LittleEndian(header, name);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], section.Type);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], section.Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(header[16..], section.Address);
            BinaryPrimitives.WriteUInt64LittleEndian(header[24..], (ulong)file.Position);
            BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)section.Content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[40..], section.Link);
            BinaryPrimitives.WriteUInt64LittleEndian(header[56..], section.EntrySize);
            file.Write(section.Content);
            name += (uint)section.Name.Length + 1;
        }

        long place = file.Position;
        file.Write(headers);
        file.SetLength(Math.Max(length, file.Length));
        byte[] head = new byte[HeaderSize + (SegmentHeaderSize * NoteSegments)];
        "\x7f\x45LF\x02\x01\x01"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(16), 3);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(18), (ushort)Machine);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(32), NoteSegments > 0 ? HeaderSize : 0UL);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(40), (ulong)place);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(54), SegmentHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(56), (ushort)NoteSegments);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(58), HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(60), (ushort)(_sections.Count + 1));
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(62), (ushort)names);
        for (int i = 0; i < NoteSegments; i++)
        {
            Span<byte> segment = head.AsSpan(HeaderSize + (SegmentHeaderSize * i));
            BinaryPrimitives.WriteUInt32LittleEndian(segment, 4);
            BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], (ulong)file.Length);
        }

        file.Position = 0;
        file.Write(head);
    }
}
