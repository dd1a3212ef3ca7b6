using Sonde.ObjectFiles;

namespace Sonde.Bpf;

/// <summary>Finds the line of C that an instruction was compiled from, in an object's .BTF.ext.</summary>
internal static class InstructionLines
{
    private const uint InstructionSize = 8;

    /// <param name="image">The object.</param>
    /// <param name="program">The program.</param>
    /// <param name="instruction">The index of the instruction in the program as it was loaded.</param>
    /// <param name="said">What the verifier's log says of the line: its text at least.</param>
    public static BpfSourceLocation? Find(ReadOnlyMemory<byte> image, string program, int? instruction, BpfSourceLocation? said)
    {
        BpfObjectFile file = BpfObjectFile.Parse(image);
        BpfProgramDefinition? definition = file.Programs.FirstOrDefault(p => p.Name == program);
        if (definition is null || file.SourceLines is not { } lines)
            return said;
        if (instruction is { } index && (ulong)index < definition.Size / InstructionSize)
            return At(lines.GetLines(definition.SectionName), definition, (uint)index) ?? said;

        // Behind the program's own instructions libbpf appends the functions that it calls, which stand in .text.
        return said is null ? null : WithText(lines.GetLines(".text"), said) ?? said;
    }

    // The nearest line at or before the instruction; line 0 is code that the compiler added.
    private static BpfSourceLocation? At(BtfList<BtfLine> lines, BpfProgramDefinition program, uint index)
    {
        ulong start = program.Offset;
        ulong offset = start + (index * InstructionSize);
        BtfLine best = default;
        bool found = false;
        foreach (BtfLine line in lines)
        {
            if (line.InstructionOffset < start || line.InstructionOffset > offset || line.Line == 0
                || (found && line.InstructionOffset < best.InstructionOffset))
                continue;
            best = line;
            found = true;
        }

        return found ? Location(best) : null;
    }

    // Only when no other line reads the same: a wrong line is worse than none.
    private static BpfSourceLocation? WithText(BtfList<BtfLine> lines, BpfSourceLocation said)
    {
        BpfSourceLocation? only = null;
        foreach (BtfLine line in lines)
        {
            if ((said.Line > 0 && line.Line != said.Line) || line.Text.Trim() != said.Text)
                continue;
            BpfSourceLocation found = Location(line);
            if (only is not null && only != found)
                return null;
            only = found;
        }

        return only;
    }

    private static BpfSourceLocation Location(BtfLine line) => new(line.FileName, line.Line, line.Text.Trim());
}
