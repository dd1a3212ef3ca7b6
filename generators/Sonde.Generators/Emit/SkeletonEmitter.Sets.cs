using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private void WriteMapSet()
    {
        WriteSetHead("MapSet", "The maps of the object, each with the types that it was declared with.");
        foreach (SkeletonMap map in _skeleton.Maps)
        {
            string typed = $"bpfObject.GetMap({Quote.Literal(map.Name)}){map.Conversion}";
            _writer.Line($"{map.Property} = {(map.IsWrapped ? $"new {map.Type}({typed})" : typed)};");
        }

        _writer.Close();
        foreach (SkeletonMap map in _skeleton.Maps)
            WriteSetProperty(map.Type, map.Property, $"Map {Quote.Code(map.Name)} of type {Quote.Code(map.KernelName)}.");
        _writer.Close();
    }

    private void WriteProgramSet()
    {
        WriteSetHead("ProgramSet", "The programs of the object, each with the methods that fit its section.");
        foreach (SkeletonProgram program in _skeleton.Programs)
        {
            string untyped = $"bpfObject.GetProgram({Quote.Literal(program.Name)})";
            _writer.Line($"{program.Property} = {(program.IsTyped ? $"new {program.Type}({untyped})" : untyped)};");
        }

        _writer.Close();
        foreach (SkeletonProgram program in _skeleton.Programs)
        {
            WriteSetProperty(
                program.Type,
                program.Property,
                $"Program {Quote.Code(program.Name)} of section {Quote.Code(program.Section)}.");
        }

        _writer.Close();
    }

    /// <summary>The class up to and with the opened constructor.</summary>
    private void WriteSetHead(string name, string doc)
    {
        _writer.Line();
        _writer.Doc(doc);
        _writer.Line(_generatedCode);
        _writer.Line($"public sealed class {name}");
        _writer.Open();
        _writer.Line($"internal {name}({BpfObject} bpfObject)");
        _writer.Open();
    }

    private void WriteSetProperty(string type, string name, string doc)
    {
        _writer.Line();
        _writer.Doc(doc);
        _writer.Line($"public {type} {name} {{ get; }}");
    }
}
