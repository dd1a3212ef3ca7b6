using Microsoft.CodeAnalysis;

namespace Sonde.Generators.Analysis;

/// <summary>How the 64-bit runtime lays out a type without references; <see cref="Used"/> are the bytes that fields take.</summary>
internal sealed record ValueLayout(int Size, int Alignment, ByteRange[] Used)
{
    public bool HasPadding
    {
        get
        {
            int end = 0;
            foreach (ByteRange range in Used.OrderBy(range => range.Start))
            {
                if (range.Start > end)
                    return true;
                end = Math.Max(end, range.End);
            }

            return end < Size;
        }
    }

    /// <summary>The layout, or null where the source does not prove it: types of other assemblies hide their fields, pointers vary.</summary>
    public static ValueLayout? Of(ITypeSymbol type) => new ValueLayoutReader().Read(type);

    public static ValueLayout Scalar(int size) => new(size, size, [new ByteRange(0, size)]);
}
