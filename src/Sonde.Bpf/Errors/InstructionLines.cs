using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>Finds the line of C that an instruction was compiled from, in an object's .BTF.ext.</summary>
internal static class InstructionLines
{
    private const uint InstructionSize = 8;

    public static BpfSourceLocation? Find(ReadOnlyMemory<byte> image, string program, int instruction)
    {
        BpfObjectFile file = BpfObjectFile.Parse(image);
        BpfProgramDefinition? definition = file.Programs.FirstOrDefault(p => p.Name == program);

        // Behind the program's own instructions libbpf appends the functions that it calls.
        if (definition is null || file.SourceLines is null || (ulong)instruction >= definition.Size / InstructionSize)
            return null;
        uint offset = checked((uint)definition.Offset + ((uint)instruction * InstructionSize));
        return file.SourceLines.TryFindLine(definition.SectionName, offset, out BtfLine line)
            ? new BpfSourceLocation(line.FileName, line.Line, line.Text.Trim())
            : null;
    }
}
