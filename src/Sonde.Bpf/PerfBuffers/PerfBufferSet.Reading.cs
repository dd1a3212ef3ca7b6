namespace Sonde.Bpf;

internal sealed unsafe partial class PerfBufferSet
{
    /// <summary>Hands the waiting records of one buffer to a subscription's handler.</summary>
    public Look Hand<T>(int index, PerfHandler<T> handler, int maxRecords, RingSubscription subscription)
        where T : unmanaged
    {
        int count = 0;
        var walk = new PerfWalk(this, index, index + 1, maxRecords);
        try
        {
            while (!subscription.IsEnded && walk.MoveNext())
            {
                count++;
                handler(walk.Buffer.Cpu, in *walk.Buffer.View<T>(in walk.Data));
            }
        }
        finally
        {
            walk.Dispose();
        }

        return new Look(count, (double)walk.Taken / _buffers[index].Ring.Size, count == maxRecords ? LookEnd.More : LookEnd.Empty);
    }

    /// <summary>Copies waiting records of one buffer.</summary>
    public int Read<T>(int index, Span<CpuRecord<T>> records, out long taken)
        where T : unmanaged
    {
        int count = 0;
        var walk = new PerfWalk(this, index, index + 1, records.Length);
        try
        {
            while (walk.MoveNext())
                records[count++] = new CpuRecord<T>(walk.Buffer.Cpu, *walk.Buffer.View<T>(in walk.Data));
        }
        finally
        {
            walk.Dispose();
        }

        taken = walk.Taken;
        return count;
    }
}
