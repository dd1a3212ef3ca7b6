using System.Globalization;
using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const int WordBits = 64;

    private void WriteStorage(GeneratedStruct type)
    {
        IEnumerable<BitPart> places = type.Members.OfType<GeneratedBitfield>()
            .SelectMany(bitfield => bitfield.Parts)
            .GroupBy(part => part.Storage, StringComparer.Ordinal)
            .Select(group => group.First());
        foreach (BitPart part in places)
        {
            WriteOffset(part.Offset);
            _writer.Line($"private {StorageType(part)} {part.Storage};");
            _writer.Line();
        }
    }

    private void WriteBitfield(GeneratedBitfield bitfield)
    {
        _writer.Doc($"{Quote.Code(bitfield.CText)}; of a value with more bits the upper ones are cut off, as in C.");
        _writer.Line($"public {bitfield.Type} {bitfield.Name}");
        _writer.Open();
        _writer.Line($"readonly get => {Read(bitfield)};");
        _writer.Line("set");
        _writer.Open();
        // Users may compile with overflow checks, which are not meant here.
        _writer.Line("unchecked");
        _writer.Open();
        _writer.Line($"{Word(bitfield)} bits = {(bitfield.Kind == BitfieldKind.Bool ? "value ? 1UL : 0UL" : $"({Word(bitfield)})value")};");
        foreach (BitPart part in bitfield.Parts)
            _writer.Line($"{part.Storage} = ({StorageType(part)})({Cleared(part)} | {Placed(bitfield, part)});");
        _writer.Close();
        _writer.Close();
        _writer.Close();
    }

    private static string Read(GeneratedBitfield bitfield)
    {
        string bits = string.Join(" | ", bitfield.Parts.Select(part => Taken(bitfield, part)));
        if (bitfield.Kind == BitfieldKind.Bool)
            return $"({bits}) != 0";
        if (bitfield.Kind == BitfieldKind.Unsigned)
            return $"unchecked(({bitfield.Type})({bits}))";
        (string signed, int width) = IsWide(bitfield) ? ("global::System.Int128", 2 * WordBits) : ("long", WordBits);
        string unused = Invariant.Text(width - bitfield.Bits);
        return $"unchecked(({bitfield.Type})(({signed})(({bits}) << {unused}) >> {unused}))";
    }

    /// <summary>The part's bits at their place in the value.</summary>
    private static string Taken(GeneratedBitfield bitfield, BitPart part) =>
        $"((({Word(bitfield)}){part.Storage} >> {Invariant.Text(part.Shift)}) & {Mask(part)}) << {Invariant.Text(part.Position)}";

    /// <summary>The value's bits at their place in the part.</summary>
    private static string Placed(GeneratedBitfield bitfield, BitPart part)
    {
        string value = $"bits >> {Invariant.Text(part.Position)}";
        return $"((({(IsWide(bitfield) ? $"(ulong)({value})" : value)}) & {Mask(part)}) << {Invariant.Text(part.Shift)})";
    }

    private static string Cleared(BitPart part) => $"({part.Storage} & ~({Mask(part)} << {Invariant.Text(part.Shift)}))";

    private static string Mask(BitPart part) => "0x" + (ulong.MaxValue >> (WordBits - part.Bits)).ToString("x", CultureInfo.InvariantCulture) + "UL";

    private static string Word(GeneratedBitfield bitfield) => IsWide(bitfield) ? "global::System.UInt128" : "ulong";

    private static bool IsWide(GeneratedBitfield bitfield) => bitfield.Bits > WordBits;

    private static string StorageType(BitPart part) => part.Size switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };
}
