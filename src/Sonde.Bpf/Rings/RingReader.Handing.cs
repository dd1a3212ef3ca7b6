namespace Sonde.Bpf;

internal sealed partial class RingReader
{
    /// <summary>Hands waiting records to a subscription's handler.</summary>
    public Look Hand<T>(RingHandler<T> handler, int maxRecords, RingSubscription subscription)
        where T : unmanaged
    {
        int count = 0;
        foreach (ref readonly T record in new RingDrain<T>(this, maxRecords, long.MaxValue))
        {
            count++;
            handler(in record);
            if (subscription.IsEnded)
                break;
        }

        return Looked(count, maxRecords);
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
