using System.Diagnostics.CodeAnalysis;

namespace Sonde.Bpf;

internal static class RingErrors
{
    [DoesNotReturn]
    public static void ThrowShortRecord(string ring, uint length, string type, int size)
        => throw new InvalidDataException(
            $"Ring buffer {ring} held a record of {length} bytes, too short for {type} with {size}; it was passed over. Does the program write another type?");

    [DoesNotReturn]
    public static void ThrowOtherTag(uint tag, uint wanted, string type)
        => throw new InvalidOperationException($"The record has tag {tag}; {type} is that of tag {wanted}.");
}
