namespace Sonde.Perf;

/// <summary>A record that waits for older ones: when it was written, and where its bytes are.</summary>
internal readonly record struct HeldRecord(ulong Time, int Start, int Length)
{
    /// <summary>Brings records into the order of their times; those of one time keep theirs.</summary>
    /// <remarks>What each CPU wrote is in order already, so runs that ascend are merged, and few of them there are.</remarks>
    /// <returns>That of the two arrays which has the result.</returns>
    public static HeldRecord[] Sort(HeldRecord[] records, HeldRecord[] scratch, int count)
    {
        while (EndOfRun(records, 0, count) < count)
        {
            for (int start = 0; start < count;)
            {
                int middle = EndOfRun(records, start, count);
                int end = EndOfRun(records, middle, count);
                Merge(records.AsSpan(start, middle - start), records.AsSpan(middle, end - middle), scratch.AsSpan(start, end - start));
                start = end;
            }

            (records, scratch) = (scratch, records);
        }

        return records;
    }

    private static int EndOfRun(HeldRecord[] records, int start, int count)
    {
        int end = Math.Min(start + 1, count);
        while (end < count && records[end].Time >= records[end - 1].Time)
            end++;
        return end;
    }

    private static void Merge(ReadOnlySpan<HeldRecord> first, ReadOnlySpan<HeldRecord> second, Span<HeldRecord> merged)
    {
        int at = 0;
        while (!first.IsEmpty && !second.IsEmpty)
        {
            ref ReadOnlySpan<HeldRecord> next = ref (second[0].Time < first[0].Time ? ref second : ref first);
            merged[at++] = next[0];
            next = next[1..];
        }

        first.CopyTo(merged[at..]);
        second.CopyTo(merged[(at + first.Length)..]);
    }
}
