using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const string Interop = "global::System.Runtime.InteropServices.";

    private void WriteStruct(GeneratedStruct type, string doc)
    {
        string pack = type.Pack == 0 ? "" : $", Pack = {Invariant.Text(type.Pack)}";
        string layout = $"[{Interop}StructLayout({Interop}LayoutKind.Explicit, Size = {Invariant.Text(type.Size)}{pack})]";
        WriteTypeHead(doc, layout, $"struct {type.Name}");
        for (int i = 0; i < type.Fields.Count; i++)
        {
            GeneratedField field = type.Fields[i];
            if (i > 0)
                _writer.Line();
            _writer.Doc($"{Quote.Code(field.CText)}{(field.IsAddress ? ", an address" : "")}.");
            _writer.Line($"[{Interop}FieldOffset({Invariant.Text(field.Offset)})]");
            _writer.Line($"public {field.Type} {field.Name};");
        }

        _writer.Close();
    }

    private void WriteEnum(GeneratedEnum type)
    {
        WriteTypeHead($"{Quote.Code(type.CName)}.", "", $"enum {type.Name} : {type.Underlying}");
        for (int i = 0; i < type.Values.Count; i++)
        {
            GeneratedEnumValue value = type.Values[i];
            if (i > 0)
                _writer.Line();
            _writer.Doc($"{Quote.Code(value.CName)}.");
            _writer.Line($"{value.Name} = {Invariant.Text(value.Value)},");
        }

        _writer.Close();
    }

    private void WriteTypeHead(string doc, string attribute, string declaration)
    {
        _writer.Line();
        _writer.Doc(doc);
        _writer.Line(_generatedCode);
        if (attribute.Length != 0)
            _writer.Line(attribute);
        _writer.Line($"public {declaration}");
        _writer.Open();
    }
}
