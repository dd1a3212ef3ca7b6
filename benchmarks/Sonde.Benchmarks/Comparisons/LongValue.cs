using System.Runtime.CompilerServices;

namespace Sonde.Benchmarks;

/// <summary>A value of 32 bytes.</summary>
[InlineArray(4)]
internal struct LongValue
{
    private ulong _first;
}
