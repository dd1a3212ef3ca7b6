using System.Runtime.InteropServices;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

/// <summary>Maps of devices, CPUs, AF_XDP sockets and control groups.</summary>
public sealed partial class NetworkMapTests
{
    private const int Loopback = 1;

    public NetworkMapTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Theory]
    [InlineData(BpfMapType.DeviceMap)]
    [InlineData(BpfMapType.DeviceHash)]
    [Trait("Matrix", "guest")]
    public void A_key_has_the_device_that_it_was_given(BpfMapType type)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, ulong>(type, "devices", 8));
        BpfDeviceMap devices = map.AsDeviceMap();
        Assert.False(devices.TryGet(3, out _, out _));

        devices.Set(3, Loopback);

        Assert.True(devices.TryGet(3, out int device, out uint program));
        Assert.Equal((Loopback, 0u), (device, program));
        Assert.True(devices.Delete(3));
        Assert.False(devices.TryGet(3, out _, out _));
        Assert.Throws<BpfException>(() => devices.Set(3, int.MaxValue));
        using BpfMap narrow = BpfMap.Create(BpfMapOptions.Of<uint, uint>(type, "devices", 8));
        narrow.AsDeviceMap().Set(1, Loopback);
        Assert.True(narrow.AsDeviceMap().TryGet(1, out device, out _));
        Assert.Equal(Loopback, device);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_CPU_has_the_queue_that_it_was_given()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.CpuMap, "cpus", (uint)CpuSet.Possible.Count));
        BpfCpuMap cpus = map.AsCpuMap();
        Assert.False(cpus.TryGet(0, out _, out _));

        cpus.Set(0, 128);

        Assert.True(cpus.TryGet(0, out int size, out uint program));
        Assert.Equal((128, 0u), (size, program));
        cpus.Clear(0);
        Assert.False(cpus.TryGet(0, out _, out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_control_group_is_put_in_its_place_and_taken_out()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.CgroupArray, "groups", 2));
        BpfCgroupArray groups = map.AsCgroupArray();

        groups.Set(1, ControlGroup.Root);

        Assert.True(groups.Clear(1));
        Assert.False(groups.Clear(1));
        Assert.Throws<BpfException>(() => groups.Set(1, "/proc"));
        Assert.Throws<ArgumentOutOfRangeException>(() => groups.Set(2, ControlGroup.Root));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void An_AF_XDP_socket_is_put_in_its_place_and_taken_out()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Of<uint, uint>(BpfMapType.XskMap, "queues", 2));
        BpfSocketArray queues = map.AsXskMap();
        using XdpSocket socket = XdpSocket.Open();

        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => queues.Set(1, socket.Handle, BpfUpdate.Replace)).Errno);
        queues.Set(1, socket.Handle);
        queues.Set(1, socket.Handle, BpfUpdate.Replace);

        queues.Clear(1);
        Assert.Equal(Errno.ENOENT, Assert.Throws<BpfException>(() => queues.Set(1, socket.Handle, BpfUpdate.Replace)).Errno);
        using FdHandle file = FdHandle.OpenRead("/proc/self/stat");
        Assert.Throws<BpfException>(() => queues.Set(0, file));
    }

    /// <summary>A socket with the memory and the rings that the map asks for; it is bound to no device.</summary>
    private sealed unsafe partial class XdpSocket : IDisposable
    {
        private const int AfXdp = 44;
        private const int SolXdp = 283;
        private const int ReceiveRing = 2;
        private const int Umem = 4;
        private const int FillRing = 5;
        private const int CompletionRing = 6;
        private readonly byte* _memory;

        private XdpSocket()
        {
            Handle.Own(Socket(AfXdp, 3, 0));
            Assert.SkipWhen(Handle.IsInvalid, "this kernel has no AF_XDP (CONFIG_XDP_SOCKETS)");
            const nuint size = 16 * 4096;
            _memory = (byte*)NativeMemory.AlignedAlloc(size, 4096);
            ulong* registration = stackalloc ulong[4] { (ulong)_memory, size, 4096, 0 };
            Set(Umem, registration, 24);
            uint entries = 8;
            Set(FillRing, &entries, 4);
            Set(CompletionRing, &entries, 4);
            Set(ReceiveRing, &entries, 4);
        }

        public FdHandle Handle { get; } = new();

        public static XdpSocket Open() => new();

        public void Dispose()
        {
            Handle.Dispose();
            NativeMemory.AlignedFree(_memory);
        }

        private void Set(int option, void* value, uint size)
        {
            int result = SetOption((int)Handle.DangerousGetHandle(), SolXdp, option, value, size);
            Assert.True(result == 0, $"option {option}: {Marshal.GetLastPInvokeError()}");
        }

        [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
        private static partial int Socket(int family, int type, int protocol);

        [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
        private static partial int SetOption(int fd, int level, int option, void* value, uint size);
    }
}
