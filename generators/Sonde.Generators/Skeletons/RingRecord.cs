namespace Sonde.Generators.Skeletons;

/// <summary>How much of a ring buffer a record takes (kernel/bpf/ringbuf.c).</summary>
internal static class RingRecord
{
    private const int HeaderSize = 8;

    // Of the architectures that Linux runs on; where pages are larger there is more room.
    private const long SmallestPage = 4096;

    public static long Taken(long size) => (HeaderSize + size + 7) & ~7L;

    /// <summary>
    /// The most that a record can take in a ring of <paramref name="room"/> bytes; null for a map that is no ring, or whose size is not
    /// known yet. The kernel never fills the ring of a program to the last byte; user space may do so with its own.
    /// </summary>
    public static long? Most(int? mapType, long? room) => mapType switch
    {
        _ when room is null or 0 => null,
        MapTypes.RingBuffer => (room - 1) & ~7L,
        MapTypes.UserRingBuffer => room,
        _ => null,
    };

    /// <summary>
    /// What libbpf makes of the entries that a map declares when it loads the object: of a ring, a power of two and whole pages. Maps that
    /// C# creates by themselves keep what they are given.
    /// </summary>
    public static long Room(int mapType, long declared)
    {
        // Of 0 it makes nothing: C# may set the size before that.
        if (mapType is not (MapTypes.RingBuffer or MapTypes.UserRingBuffer) || declared == 0)
            return declared;
        long room = SmallestPage;
        while (room < declared)
            room *= 2;
        return room;
    }
}
