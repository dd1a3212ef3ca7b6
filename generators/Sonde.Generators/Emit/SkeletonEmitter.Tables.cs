using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const string StructOpsTables = "global::Sonde.Bpf.BpfStructOpsTables";

    private void WriteOpenWithTables()
    {
        const string Options = "global::Sonde.Bpf.BpfOpenOptions";
        _writer.Line();
        _writer.Doc("Does what <see cref=\"Open(global::Sonde.Bpf.BpfOpenOptions?)\"/> does, with the values that a handler sets in its struct_ops.");
        _writer.Line($"/// <param name=\"structOps\">Sets members, such as those of <c>ops.{_skeleton.Tables[0].Property}</c>. Called before the object is opened.</param>");
        _writer.Line("/// <param name=\"options\">How to open it, or null for the defaults.</param>");
        _writer.Line($"public static {_className} Open(global::System.Action<StructOpsSet> structOps, {Options}? options = null)");
        _writer.Open();
        _writer.Line("global::System.ArgumentNullException.ThrowIfNull(structOps);");
        _writer.Line($"options ??= new {Options}();");
        _writer.Line("return Open(options with { StructOps = options.StructOps + (tables => structOps(new StructOpsSet(tables))) });");
        _writer.Close();
    }

    private void WriteTableSet()
    {
        _writer.Line();
        _writer.Doc("The struct_ops of the object while it is opened, each with the members that are no functions: those are programs of the object.");
        _writer.Line(_generatedCode);
        _writer.Line("public sealed class StructOpsSet");
        _writer.Open();
        _writer.Line($"private readonly {StructOpsTables} _tables;");
        _writer.Line();
        _writer.Line($"internal StructOpsSet({StructOpsTables} tables)");
        _writer.Open();
        foreach (SkeletonLayout layout in _skeleton.Layouts.Where(layout => layout.IsOfTable))
            WriteLayout("tables", layout);
        _writer.Line("_tables = tables;");
        _writer.Close();
        foreach (SkeletonTable table in _skeleton.Tables)
            WriteForward($"Table {Quote.Code(table.Name)}, by reference.", $"ref {table.Type} {table.Property}", $"ref _tables.Get<{table.Type}>({Quote.Literal(table.Name)})");
        _writer.Close();
    }
}
