namespace Sonde.Generators.Skeletons;

/// <summary>How much of a ring buffer a record takes (kernel/bpf/ringbuf.c).</summary>
internal static class RingRecord
{
    private const int HeaderSize = 8;

    // Of the architectures that Linux runs on; where pages are larger there is more room.
    private const long SmallestPage = 4096;

    public static long Taken(long size) => (HeaderSize + size + 7) & ~7L;

    /// <summary>The size that libbpf makes of a declared one when it loads the object: a power of two, and whole pages.</summary>
    public static long Room(long declared)
    {
        long room = SmallestPage;
        while (room < declared)
            room *= 2;
        return room;
    }
}
