using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sonde.ObjectFiles;

/// <summary>Searches in ascending numbers.</summary>
internal static class Sorted
{
    /// <summary>The last index whose number is not above the wanted one, or -1.</summary>
    public static int LastNotAbove<T>(ReadOnlySpan<T> numbers, T wanted)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        // Without branches that the processor would guess wrong half of the time.
        ref T first = ref MemoryMarshal.GetReference(numbers);
        int start = 0;
        int count = numbers.Length;
        while (count > 0)
        {
            int half = (count + 1) >> 1;
            start = Unsafe.Add(ref first, start + half - 1) <= wanted ? start + half : start;
            count -= half;
        }

        return start - 1;
    }
}
