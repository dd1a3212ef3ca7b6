using System.Buffers.Binary;

namespace Sonde.ObjectFiles;

public sealed partial class BtfExt
{
    private const int FunctionRecordSize = 8;

    /// <summary>Lines of an ELF section such as <c>kprobe/vfs_read</c>, in the order of its instructions; empty if it has none.</summary>
    public BtfList<BtfLine> GetLines(string section)
    {
        byte[] name = Utf8.Encode(section);
        foreach (BtfExtSection candidate in _lines)
        {
            if (_btf.StringEquals(candidate.Name, name))
                return new BtfList<BtfLine>(_btf, candidate.Records, candidate.RecordSize, BtfLine.Read);
        }

        return default;
    }

    /// <summary>Finds the source line of an instruction.</summary>
    /// <param name="section">Name of the ELF section that holds the instruction.</param>
    /// <param name="instructionOffset">Offset of the instruction in the section, in bytes.</param>
    /// <param name="line">The line.</param>
    public bool TryFindLine(string section, uint instructionOffset, out BtfLine line)
    {
        line = default;
        bool found = false;
        foreach (BtfLine candidate in GetLines(section))
        {
            if (candidate.InstructionOffset > instructionOffset || (found && candidate.InstructionOffset < line.InstructionOffset))
                continue;
            line = candidate;
            found = true;
        }

        return found;
    }

    /// <summary>Finds the function that an instruction belongs to.</summary>
    /// <param name="section">Name of the ELF section that holds the instruction.</param>
    /// <param name="instructionOffset">Offset of the instruction in the section, in bytes.</param>
    /// <param name="function">The function, a type of kind <see cref="BtfKind.Function"/>.</param>
    /// <exception cref="BtfFormatException">The function's type does not exist.</exception>
    public bool TryFindFunction(string section, uint instructionOffset, out BtfType function)
    {
        byte[] name = Utf8.Encode(section);
        uint best = 0;
        uint type = 0;
        foreach (BtfExtSection candidate in _functions)
        {
            if (!_btf.StringEquals(candidate.Name, name))
                continue;
            for (ReadOnlySpan<byte> rest = candidate.Records.Span; rest.Length > 0; rest = rest.Slice(candidate.RecordSize))
            {
                uint start = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                if (start > instructionOffset || start < best)
                    continue;
                best = start;
                type = BinaryPrimitives.ReadUInt32LittleEndian(rest.Slice(4));
            }
        }

        function = type == 0 ? default : _btf[BtfType.ToId(type)];
        return type != 0;
    }
}
