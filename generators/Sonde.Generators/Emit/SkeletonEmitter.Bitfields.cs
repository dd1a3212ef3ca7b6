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
            _writer.Line($"{part.Storage} = ({StorageType(part)})({Stored(bitfield, part)});");
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
    private static string Taken(GeneratedBitfield bitfield, BitPart part)
    {
        string stored = $"({Word(bitfield)}){part.Storage}";
        string bits = IsWhole(part) ? stored : $"({Shift(stored, ">>", part.Shift)} & {Mask(part)})";
        return part.Position == 0 ? bits : $"({Shift(bits, "<<", part.Position)})";
    }

    /// <summary>What is stored once the value's bits are at their place in the part.</summary>
    private static string Stored(GeneratedBitfield bitfield, BitPart part)
    {
        string value = Shift("bits", ">>", part.Position);
        if (IsWhole(part))
            return value;
        string bits = IsWide(bitfield) ? $"(ulong)({value})" : value;
        return $"({part.Storage} & ~{Shift(Mask(part), "<<", part.Shift)}) | {Shift($"({bits} & {Mask(part)})", "<<", part.Shift)}";
    }

    private static string Shift(string bits, string direction, int count) => count == 0 ? bits : $"({bits} {direction} {Invariant.Text(count)})";

    private static bool IsWhole(BitPart part) => part.Bits == part.Size * 8;

    private static string Mask(BitPart part) => "0x" + (ulong.MaxValue >> (WordBits - part.Bits)).ToString("x", CultureInfo.InvariantCulture) + "UL";

    private static string Word(GeneratedBitfield bitfield) => IsWide(bitfield) ? "global::System.UInt128" : "ulong";

    private static bool IsWide(GeneratedBitfield bitfield) => bitfield.Bits > WordBits;

    private static string StorageType(BitPart part) => part.Size switch { 1 => "byte", 2 => "ushort", 4 => "uint", _ => "ulong" };
}
