using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const string UnscopedRef = "[global::System.Diagnostics.CodeAnalysis.UnscopedRef]";

    private void WriteArray(GeneratedArray type)
    {
        string doc = type.IsText ? $"{Quote.Code(type.CText)}: UTF-8 text that ends at the first NUL." : $"{Quote.Code(type.CText)}.";
        WriteTypeHead(doc, $"[global::System.Runtime.CompilerServices.InlineArray({Invariant.Text(type.Length)})]", $"struct {type.Name}");
        _writer.Doc("The number of elements.");
        _writer.Line($"public const int Length = {Invariant.Text(type.Length)};");
        _writer.Line();
        _writer.Line($"private {type.Element} _element0;");
        WriteSpan("The elements, to read.", $"readonly global::System.ReadOnlySpan<{type.Element}> AsReadOnlySpan()", "this");
        WriteSpan("The elements, to read and write.", $"global::System.Span<{type.Element}> AsSpan()", "this");
        if (type.IsText)
            WriteText();
        _writer.Close();
    }

    private void WriteText()
    {
        _writer.Line();
        _writer.Doc("The text's bytes, without the NUL.");
        _writer.Line(UnscopedRef);
        _writer.Line("public readonly global::System.ReadOnlySpan<byte> AsUtf8()");
        _writer.Open();
        _writer.Line("global::System.ReadOnlySpan<byte> bytes = this;");
        _writer.Line("int end = global::System.MemoryExtensions.IndexOf(bytes, (byte)0);");
        _writer.Line("return end < 0 ? bytes : bytes.Slice(0, end);");
        _writer.Close();
        _writer.Line();
        _writer.Doc("The text; bytes that are not UTF-8 become U+FFFD.");
        _writer.Line("public override readonly string ToString()");
        _writer.Body("global::System.Text.Encoding.UTF8.GetString(AsUtf8())");
    }

    private void WriteSpan(string doc, string signature, string expression)
    {
        _writer.Line();
        _writer.Doc(doc);
        _writer.Line(UnscopedRef);
        _writer.Line($"public {signature}");
        _writer.Body(expression);
    }
}
