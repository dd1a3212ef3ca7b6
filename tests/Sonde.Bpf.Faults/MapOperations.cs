using Sonde.Kernel;

namespace Sonde.Bpf.Faults;

/// <summary>Maps that stand alone, and their pins.</summary>
internal static class MapOperations
{
    public static Operation[] All =>
    [
        new("create a map", o => o.Try(() => BpfMap.Create(Prepared.Hash))),
        new("create an array of maps", o =>
        {
            using BpfMap inner = BpfMap.Create(BpfMapOptions.Of<uint, int>(BpfMapType.Array, "inner", 4));
            o.Try(() => BpfMap.Create(new() { Type = BpfMapType.ArrayOfMaps, Name = "outer", KeySize = 4, ValueSize = 4, MaxEntries = 2, InnerMap = inner }));
        }),
        new("swap a map in an array of maps", o =>
        {
            using BpfMap first = BpfMap.Create(BpfMapOptions.Of<uint, int>(BpfMapType.Array, "inner", 4));
            using BpfMap second = BpfMap.Create(BpfMapOptions.Of<uint, int>(BpfMapType.Array, "inner", 4));
            using BpfMap outer = BpfMap.Create(new() { Type = BpfMapType.ArrayOfMaps, Name = "outer", KeySize = 4, ValueSize = 4, MaxEntries = 2, InnerMap = first });
            BpfArrayOfMaps maps = outer.AsArrayOfMaps();
            maps.Swap(1, first)?.Dispose();
            o.Try(() => maps.Swap(1, second));
        }),
        new("keep a value for a process", o =>
        {
            using BpfMap map = BpfMap.Create(BpfMapOptions.Storage<ulong>(BpfMapType.TaskStorage, "tasks"));
            BpfStorage<ulong> values = map.AsTaskStorage<ulong>();
            o.Try(() =>
            {
                using FdHandle self = PidFd.Open(Environment.ProcessId);
                values.Update(self, 1);
                values.TryGetValue(self, out _);
                values.Delete(self);
            });
        }),
        new("pin a map, open it and take the pin away", o =>
        {
            using BpfMap map = BpfMap.Create(Prepared.Hash);
            string pin = Path.Combine(Holdings.PinFolder, "map");
            try
            {
                o.Try(() =>
                {
                    map.Pin(pin);
                    BpfMap.OpenPinned(pin, Prepared.Hash).Dispose();
                    map.Unpin(pin);
                });
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("open or create a pinned map, and replace it", o =>
        {
            string pin = Path.Combine(Holdings.PinFolder, "map");
            try
            {
                o.Try(() =>
                {
                    BpfMap.OpenOrCreatePinned(pin, Prepared.Hash).Dispose();
                    BpfMap.OpenOrCreatePinned(pin, Prepared.Hash with { MaxEntries = 9 }, BpfPinConflict.Replace).Dispose();
                });
            }
            finally
            {
                File.Delete(pin);
            }
        }),
        new("freeze a map, and ask about it", o =>
        {
            using BpfMap map = BpfMap.Create(Prepared.Hash);
            o.Try(() =>
            {
                map.Freeze();
                using BpfMap again = BpfMap.FromId(map.GetInfo().Id);
            });
        }),
        new("map the memory of an array", o =>
        {
            using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, long>(BpfMapType.Array, "array", 8) with { Flags = BpfMapFlags.Mappable });
            o.Try(() => map.AsArray<long>().MapMemory());
        }),
    ];
}
