namespace Sonde.Generators.Skeletons;

/// <summary>How much of a ring buffer a record takes (kernel/bpf/ringbuf.c).</summary>
internal static class RingRecord
{
    private const int HeaderSize = 8;

    public static long Taken(long size) => (HeaderSize + size + 7) & ~7L;
}
