namespace Sonde.Bpf;

internal sealed partial class RingReader
{
    /// <summary>Hands waiting records to a subscription's handler.</summary>
    public Look Hand<T>(RingHandler<T> handler, int maxRecords, RingSubscription subscription)
        where T : unmanaged
    {
        int count = 0;
        foreach (ref readonly T record in new RingDrain<T>(this, maxRecords, long.MaxValue, subscription))
        {
            count++;
            handler(in record);
            if (subscription.IsEnded)
                break;
        }

        return Looked(count, maxRecords);
    }

    /// <summary>Copies waiting records. A record too short for the type ends it; it is an error only when it comes first.</summary>
    /// <returns>How many were copied.</returns>
    public int Read<T>(Span<T> records, IDisposable? consumer)
        where T : unmanaged
    {
        int count = 0;
        var walk = new RingDrain<T>.Enumerator(this, records.Length, long.MaxValue, consumer, leavesShort: true);
        try
        {
            while (walk.MoveNext())
                records[count++] = walk.Current;
        }
        finally
        {
            walk.Dispose();
        }

        return count;
    }

    /// <summary>Copies waiting records for an asynchronous reader, and tells what is left when there are none.</summary>
    /// <returns>False when the ring was disposed; the reader is told of that too, but may not know yet.</returns>
    public bool TryRead<T>(Span<T> records, RingWaiter consumer, out int count, out LookEnd end)
        where T : unmanaged
    {
        (count, end) = (0, LookEnd.Empty);
        try
        {
            count = Read(records, consumer);
            if (count == 0 && Peek() == LookEnd.Blocked)
                end = LookEnd.Blocked;
            return true;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>What a drain gave that took so many records.</summary>
    public Look Looked(int count, int maxRecords)
    {
        double fill = LastTaken / (Mask + 1.0);
        if (count == maxRecords)
            return new Look(count, fill, LookEnd.More);
        return new Look(count, fill, Peek() == LookEnd.Blocked ? LookEnd.Blocked : LookEnd.Empty);
    }
}
