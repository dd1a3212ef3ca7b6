using System.Runtime.CompilerServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Counts descriptors of this process and maps with names of its own, so it runs while no other test does.</summary>
[Collection("Alone")]
public sealed class MapLifetimeTests
{
    private static readonly string Name = $"left{Environment.ProcessId}";
    private static readonly BpfMapOptions Options = BpfMapOptions.Of<uint, ulong>(BpfMapType.Hash, Name, 16);

    public MapLifetimeTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void Maps_that_are_made_opened_mapped_and_disposed_leave_nothing_behind()
    {
        Cycle();
        int before = Descriptors();

        for (int i = 0; i < TestKernel.Scale(500, inGuest: 20); i++)
            Cycle();

        Assert.InRange(Descriptors(), 0, before);
        AssertGone();

        static void Cycle()
        {
            using BpfMap map = BpfMap.Create(Options);
            using BpfMap again = BpfMap.FromId(map.GetInfo().Id);
            using BpfMap array = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Array, Name, 4, BpfMapFlags.Mappable));
            using BpfArrayView<ulong> view = array.AsArray<ulong>().MapMemory();
            view[1] = 1;
            using BpfMap outer = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.ArrayOfMaps, Name, 4) with { InnerMap = map });
            using BpfMap inner = outer.AsArrayOfMaps().CreateInner();
            outer.AsArrayOfMaps().Set(1, inner);
            using BpfMap? old = outer.AsArrayOfMaps().Swap(1, map);
            using BpfMap storage = BpfMap.Create(BpfMapOptions.Storage<ulong>(BpfMapType.SocketStorage, Name));
            again.AsHashMap<uint, ulong>().Update(1, 1);
            Assert.Single(map.AsHashMap<uint, ulong>());
        }
    }

    [Fact]
    public void What_fails_leaves_nothing_behind()
    {
        using BpfMount mount = BpfMount.Create();
        using BpfMap pinned = BpfMap.Create(Options);
        pinned.Pin(mount.At("pinned"));
        Fail(mount);
        int before = Descriptors();

        for (int i = 0; i < 100; i++)
            Fail(mount);

        Assert.InRange(Descriptors(), 0, before);
        Assert.Single(BpfMap.EnumerateSystem(), m => m.Name == Name);
        Assert.Equal([mount.At("pinned")], mount.Pins);

        static void Fail(BpfMount mount)
        {
            Assert.Throws<BpfException>(() => BpfMap.Create(Options with { MaxEntries = 0 }));
            Assert.Throws<BpfException>(() => BpfMap.Create(BpfMapOptions.Storage<ulong>(BpfMapType.SocketStorage, Name) with { MaxEntries = 5 }));
            Assert.Throws<BpfException>(() => BpfMap.OpenPinned(mount.At("none")));
            Assert.Throws<BpfMapMismatchException>(() => BpfMap.OpenPinned(mount.At("pinned"), Options with { KeySize = 8 }));
            Assert.Throws<BpfMapMismatchException>(() => BpfMap.OpenOrCreatePinned(mount.At("pinned"), Options with { KeySize = 8 }));
            Assert.Throws<BpfException>(() => BpfMap.OpenOrCreatePinned(mount.At("pin.ned"), Options));
            Assert.Throws<BpfException>(() => BpfMap.FromId(uint.MaxValue - 1));
            using BpfMap plain = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(BpfMapType.Array, "plain", 4));
            Assert.Throws<BpfException>(() => plain.AsArray<ulong>().MapMemory());
        }
    }

    [Fact]
    public void A_map_that_was_dropped_is_closed_by_its_finalizer()
    {
        Drop();
        AssertGone();

        [MethodImpl(MethodImplOptions.NoInlining)]
#pragma warning disable SONDE033 // On purpose.
        static void Drop() => BpfMap.Create(Options);
#pragma warning restore SONDE033
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_maps_of_the_system_can_be_enumerated()
    {
        using BpfMap map = BpfMap.Create(Options);
        uint id = map.GetInfo().Id;

        BpfMapInfo found = Assert.Single(BpfMap.EnumerateSystem(), m => m.Id == id);

        Assert.Equal(map.GetInfo() with { MemoryBytes = null }, found with { MemoryBytes = null });
    }

    // A map of maps lets go of its inner maps a while after it went itself.
    private static void AssertGone()
    {
        for (int i = 0; i < 200 && BpfMap.EnumerateSystem().Any(m => m.Name == Name); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(10);
        }

        Assert.DoesNotContain(BpfMap.EnumerateSystem(), m => m.Name == Name);
    }

    private static int Descriptors() => KernelHoldings.CountDescriptors();
}
