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
        WriteStorage(type);
        for (int i = 0; i < type.Members.Count; i++)
        {
            if (i > 0)
                _writer.Line();
            WriteMember(type, type.Members[i]);
        }

        _writer.Close();
    }

    private void WriteMember(GeneratedStruct owner, GeneratedMember member)
    {
        switch (member)
        {
            case GeneratedField field: WriteField(field); break;
            case GeneratedBitfield bitfield: WriteBitfield(bitfield); break;
            case GeneratedTail tail: WriteTail(tail); break;
            case GeneratedDynamic dynamic: WriteDynamic(dynamic); break;
            case GeneratedBlock block: WriteBlock(owner, block); break;
        }
    }

    private void WriteField(GeneratedField field)
    {
        _writer.Doc($"{Quote.Code(field.CText)}{(field.IsAddress ? ", an address" : "")}.");
        WriteOffset(field.Offset);
        _writer.Line($"public {field.Type} {field.Name};");
    }

    private void WriteOffset(int offset) => _writer.Line($"[{Interop}FieldOffset({Invariant.Text(offset)})]");

    private void WriteTail(GeneratedTail tail)
    {
        WriteTail(tail, "global::System.ReadOnlySpan");
        _writer.Line();
        WriteTail(tail, "global::System.Span");
    }

    private void WriteTail(GeneratedTail tail, string span)
    {
        string doc = $"{Quote.Code(tail.CText)}: the elements that follow in the bytes of a record, as many whole ones as there are.";
        _writer.Doc(doc);
        _writer.Line("/// <param name=\"record\">The bytes from the struct's first to the record's last; padding behind it counts as elements.</param>");
        _writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">The record ends before the array begins.</exception>");
        _writer.Line($"public static {span}<{tail.Type}> {tail.Name}({span}<byte> record)");
        _writer.Body($"{Interop}MemoryMarshal.Cast<byte, {tail.Type}>(record.Slice({Invariant.Text(tail.Offset)}))");
    }

    private void WriteDynamic(GeneratedDynamic dynamic)
    {
        const string Span = "global::System.ReadOnlySpan<byte>";
        string place = Invariant.Text(dynamic.Offset);
        string start = dynamic.IsRelative ? $"{Invariant.Text(dynamic.Offset + sizeof(uint))} + (int)(place & 0xffff)" : "(int)(place & 0xffff)";
        _writer.Doc($"What {Quote.Code(dynamic.CText)} points to in the bytes of a record; the NUL that ends a text is part of it.");
        _writer.Line("/// <param name=\"record\">The bytes from the struct's first to the record's last.</param>");
        _writer.Line("/// <exception cref=\"global::System.ArgumentOutOfRangeException\">It is not all in the bytes given.</exception>");
        _writer.Line($"public static {Span} {dynamic.Name}({Span} record)");
        _writer.Open();
        _writer.Line($"uint place = {Interop}MemoryMarshal.Read<uint>(record.Slice({place}));");
        _writer.Line($"return record.Slice({start}, (int)(place >> 16));");
        _writer.Close();
    }

    private void WriteBlock(GeneratedStruct owner, GeneratedBlock block)
    {
        const string unsafeClass = "global::System.Runtime.CompilerServices.Unsafe";
        string start = $"{unsafeClass}.AddByteOffset(ref {unsafeClass}.As<{owner.Name}, byte>(ref this), (nint){Invariant.Text(block.Offset)})";
        _writer.Doc($"{Quote.Code(block.CText)}, in place.");
        _writer.Line(UnscopedRef);
        _writer.Line($"public global::System.Span<{block.Type}> {block.Name}");
        _writer.Body($"{Interop}MemoryMarshal.CreateSpan(ref {unsafeClass}.As<byte, {block.Type}>(ref {start}), {Invariant.Text(block.Length)})");
    }

    private void WriteEnum(GeneratedEnum type)
    {
        WriteTypeHead($"{Quote.Code(type.CName)}.", type.IsFlags ? "[global::System.Flags]" : "", $"enum {type.Name} : {type.Underlying}");
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
