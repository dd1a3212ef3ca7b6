using System.Runtime.CompilerServices;

namespace Sonde.Benchmarks;

/// <summary>A key of 16 bytes.</summary>
[InlineArray(16)]
internal struct LongKey
{
    private byte _first;
}
