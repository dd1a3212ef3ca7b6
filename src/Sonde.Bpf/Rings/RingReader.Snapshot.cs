namespace Sonde.Bpf;

internal sealed unsafe partial class RingReader
{
    private delegate TRecord Copy<TRecord>(byte* record, uint length);

    /// <summary>Copies what a ring in overwrite mode holds.</summary>
    /// <exception cref="InvalidOperationException">The ring is not in overwrite mode.</exception>
    public RingSnapshot<T> TakeSnapshot<T>()
        where T : unmanaged
        => TakeSnapshot(sizeof(T), typeof(T).Name, (record, _) => *(T*)record);

    /// <summary>Copies what a ring in overwrite mode holds, as bytes.</summary>
    /// <exception cref="InvalidOperationException">The ring is not in overwrite mode.</exception>
    public RingSnapshot<ReadOnlyMemory<byte>> TakeSnapshot()
        => TakeSnapshot<ReadOnlyMemory<byte>>(0, "", (record, length) => new ReadOnlySpan<byte>(record, (int)length).ToArray());

    // The kernel moves overwrite_pos before it writes over a record. It lies behind producer_pos and pending_pos.
    private ulong OverwritePosition => Volatile.Read(ref ((ulong*)_producer.Pointer)[2]);

    private RingSnapshot<TRecord> TakeSnapshot<TRecord>(int leastLength, string type, Copy<TRecord> copy)
    {
        if (!IsOverwritten)
            throw new InvalidOperationException($"Ring buffer {Map.Name} keeps its records until they are read: drain it.");
        using var consumer = new HandleLease(_consumer);
        using var producer = new HandleLease(_producer);
        var records = new List<TRecord>();
        int unfinished = 0;
        ulong end = ProducerPosition; // Before the overwrite position: whoever sees the first sees one that fits it.
        ulong position = OverwritePosition;
        while (position < end)
        {
            byte* header = Data + (position & Mask);
            uint word = Volatile.Read(ref *(uint*)header);
            uint length = word & ~(BusyBit | DiscardBit);
            bool isWhole = HeaderSize + length <= end - position;
            TRecord? record = default;
            bool isWanted = isWhole && (word & (BusyBit | DiscardBit)) == 0;
            if (isWanted && length >= leastLength)
                record = copy(header + HeaderSize, length);

            // Only now is it known whether the program wrote over it while it was copied. The loads above must not sink below.
            Interlocked.MemoryBarrier();
            ulong oldest = OverwritePosition;
            if (oldest > position)
            {
                position = oldest;
                continue;
            }

            if (!isWhole)
                break;
            if (isWanted && length < leastLength)
                RingErrors.ThrowShortRecord(Map.Name, length, type, leastLength);
            if (isWanted)
                records.Add(record!);
            else if ((word & BusyBit) != 0)
                unfinished++;
            position += (HeaderSize + length + 7) & ~7UL;
        }

        return new RingSnapshot<TRecord>(records, unfinished, (long)OverwritePosition);
    }
}
