using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class ArenaTests
{
    private const ulong Address = 0x1000_0000_0000;

    public ArenaTests()
    {
        TestKernel.Require(KernelFeatures.Bpf);
        TestKernel.RequireVersion(6, 9);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void What_a_program_writes_and_points_to_is_read_here()
    {
        using Shared shared = Shared.Open();
        BpfMap map = shared.Object.GetMap("arena");
        map.Extra = Address;
        shared.Load();
        using BpfArenaView view = map.AsArena().MapMemory();
        Assert.Equal((Address, 16ul * 4096), (view.Address, view.Length));
        view.At<Node>(0).Value = 100;
        view.At<Node>(4096).Value = 1;
        shared.Bss.Pointer = view.Address;

        shared.Programs.WriteNodes.TestRun();

        ref Node first = ref view.At<Node>(0);
        Assert.Equal(105ul, first.Value);
        Assert.Equal(shared.Bss.Last, first.Next);
        Assert.Equal(77ul, view.Target<Node>(first.Next).Value);
        Assert.Equal(77, view.Slice(4096, 1)[0]);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_arena_without_an_address_is_given_one()
    {
        using BpfMap map = BpfMap.Create(new() { Type = BpfMapType.Arena, Name = "arena", MaxEntries = 4, Flags = BpfMapFlags.Mappable });
        using BpfArenaView view = map.AsArena().MapMemory();
        Assert.NotEqual(0ul, view.Address);

        BpfAtomic.Write(ref view.At<long>(4096), 5);

        Assert.Equal(5, BpfAtomic.Read(in view.At<long>(4096)));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.At<long>((4 * 4096) - 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => view.Slice(4 * 4096, 1).Length);
        view.Dispose();
        Assert.Throws<ObjectDisposedException>(() => view.At<long>(0));
        Assert.Throws<ObjectDisposedException>(() => view.Address);
    }

    [Fact]
    public void A_second_view_in_the_same_process_is_refused_with_the_reason()
    {
        using BpfMap map = BpfMap.Create(new()
        {
            Type = BpfMapType.Arena,
            Name = "arena",
            MaxEntries = 4,
            Flags = BpfMapFlags.Mappable,
            Extra = Address + (1ul << 32),
        });
        using BpfArenaView view = map.AsArena().MapMemory();

        var e = Assert.Throws<BpfException>(() => map.AsArena().MapMemory());

        Assert.Contains("an arena is mapped once in a process, and at one address everywhere", e.Message, StringComparison.Ordinal);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Node
    {
        public ulong Value;
        public ulong Next;
    }
}
