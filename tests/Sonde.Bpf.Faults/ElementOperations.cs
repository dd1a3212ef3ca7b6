using Sonde.Kernel;

namespace Sonde.Bpf.Faults;

/// <summary>Elements of maps.</summary>
internal static class ElementOperations
{
    public static Operation[] All =>
    [
        OnHash("look up", map => map.TryGetValue(1, out _)),
        OnHash("update", map => map.Update(1, 1)),
        OnHash("delete", map => map.Delete(1)),
        OnHash("take", map => map.TryTake(1, out _)),
        OnHash("update a batch", map => map.UpdateBatch([1, 2, 3], [1, 2, 3])),
        OnHash("delete a batch", map => map.DeleteBatch([1, 2, 3])),
        OnHash("iterate", map => _ = map.Count()),
        OnHash("clear", map => map.Clear()),
        OnHash("consume", map =>
        {
            foreach ((int _, long _) in map.Consume())
            {
            }
        }),
        new("read a value of each CPU", o =>
        {
            using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, long>(BpfMapType.PerCpuArray, "percpu", 4));
            BpfPerCpuArray<long> array = map.AsPerCpuArray<long>();
            long[] values = new long[CpuSet.Possible.Count];
            o.Try(() =>
            {
                array.SetValues(0, values);
                array.GetValues(0, values);
            });
        }),
    ];

    private static Operation OnHash(string name, Action<BpfHashMap<int, long>> action) => new(name, o =>
    {
        using BpfMap map = BpfMap.Create(Prepared.Hash);
        BpfHashMap<int, long> hash = map.AsHashMap<int, long>();
        hash.Update(1, 10);
        hash.Update(2, 20);
        o.Try(() => action(hash));
    });
}
