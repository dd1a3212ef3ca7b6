namespace Sonde.Bpf.Faults;

/// <summary>Rings and buffers.</summary>
internal static class RingOperations
{
    public static Operation[] All =>
    [
        OnRing("drain a ring", ring =>
        {
            foreach (ref readonly Numbers.Number number in ring.Drain())
                _ = number.Value;
        }),
        OnRing("lease a record", ring =>
        {
            using RingLease<Numbers.Number> lease = ring.Lease();
            lease.MoveNext();
        }),
        OnRing("read a batch of a ring asynchronously", ring =>
        {
            IAsyncEnumerator<ReadOnlyMemory<Numbers.Number>> batches = ring.ReadAllAsync().GetAsyncEnumerator();
            try
            {
                batches.MoveNextAsync().AsTask().GetAwaiter().GetResult();
            }
            finally
            {
                batches.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
        }),
        OnRings("subscribe to several rings", bpf => new RingGroup<Rings.Item>(bpf.Maps.First, bpf.Maps.Second).Subscribe((int _, in Rings.Item _) => { }).Dispose()),
        OnRings("open the buffers of a perf event array", bpf => bpf.Maps.Samples.Open().Dispose()),
        OnRings("drain, pause and resume perf buffers", bpf =>
        {
            using PerfBuffer<Rings.Item> buffer = bpf.Maps.Samples.Open();
            buffer.Pause();
            foreach (PerfRecord<Rings.Item> record in buffer.Drain())
                _ = record.Cpu;
            buffer.Resume();
        }),
        OnRings("subscribe to perf buffers", bpf =>
        {
            using PerfBuffer<Rings.Item> buffer = bpf.Maps.Samples.Open();
            buffer.Subscribe((int _, in Rings.Item _) => { }).Dispose();
        }),
        new("write to a user ring", o =>
        {
            using UserRings bpf = UserRings.Open();
            bpf.Load();
            o.Try(() => bpf.Maps.Orders.TryWrite(default));
        }),
        OnRing("subscribe to a ring", ring => ring.Subscribe((in Numbers.Number _) => { }).Dispose()),
    ];

    private static Operation OnRings(string name, Action<Rings> action) => new(name, o =>
    {
        using Rings bpf = Rings.Open();
        bpf.Load();
        o.Try(() => action(bpf));
    });

    private static Operation OnRing(string name, Action<RingBuffer<Numbers.Number>> action) => new(name, o =>
    {
        using Numbers bpf = Numbers.Open();
        bpf.Load();
        bpf.Programs.WriteNumbers.TestRun();
        o.Try(() => action(bpf.Maps.Numbers));
    });
}
