namespace Sonde.Bpf;

internal sealed unsafe partial class PerfBufferSet
{
    /// <summary>Hands the waiting records of one buffer to a subscription's handler.</summary>
    public Look Hand<T>(int index, PerfHandler<T> handler, int maxRecords, RingSubscription subscription)
        where T : unmanaged
    {
        int count = 0;
        ulong like = 0;
        var walk = new PerfWalk(this, index, index + 1, maxRecords, subscription);
        try
        {
            while (!subscription.IsEnded)
            {
                if (!walk.TryMoveLike(like, out byte* data))
                {
                    if (!walk.MoveNext(out ulong header))
                        break;
                    data = (byte*)walk.Buffer.View<T>(in walk.Data);
                    like = header;
                }

                count++;
                handler(walk.Buffer.Cpu, in *(T*)data);
            }
        }
        finally
        {
            walk.Dispose();
        }

        return new Look(count, (double)walk.Taken / _buffers[index].Ring.Size, count == maxRecords ? LookEnd.More : LookEnd.Empty);
    }

    /// <summary>Copies waiting records of one buffer. One too short for the type ends it; it is an error only when it comes first.</summary>
    public int Read<T>(int index, Span<CpuRecord<T>> records, IDisposable consumer, out long taken)
        where T : unmanaged
    {
        int count = 0;
        var walk = new PerfWalk(this, index, index + 1, records.Length, consumer);
        try
        {
            while (walk.MoveNext(out _))
            {
                if (walk.Data.Length < sizeof(T))
                {
                    if (count == 0)
                        PerfErrors.ThrowShortSample(walk.Buffer.Cpu, walk.Data.Length, typeof(T).Name, sizeof(T));
                    walk.Buffer.StepBack(in walk.Data);
                    break;
                }

                records[count++] = new CpuRecord<T>(walk.Buffer.Cpu, *walk.Buffer.Place<T>(in walk.Data));
            }
        }
        finally
        {
            walk.Dispose();
        }

        taken = walk.Taken;
        return count;
    }

    /// <summary>The same for an asynchronous reader.</summary>
    /// <returns>False when the buffers were disposed; the reader is told of that too, but may not know yet.</returns>
    public bool TryRead<T>(int index, Span<CpuRecord<T>> records, RingWaiter consumer, out int count, out long taken)
        where T : unmanaged
    {
        try
        {
            count = Read(index, records, consumer, out taken);
            return true;
        }
        catch (ObjectDisposedException)
        {
            (count, taken) = (0, 0);
            return false;
        }
    }
}
