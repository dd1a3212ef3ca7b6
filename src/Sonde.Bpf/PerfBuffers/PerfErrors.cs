using System.Diagnostics.CodeAnalysis;

namespace Sonde.Bpf;

internal static class PerfErrors
{
    [DoesNotReturn]
    public static void ThrowShortSample(int cpu, int length, string type, int size)
        => throw new InvalidDataException(
            $"The perf buffer of CPU {cpu} held a record of {length} bytes, too short for {type} with {size}; it was passed over. Does the program write another type?");
}
