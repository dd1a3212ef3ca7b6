using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sonde.Kernel;
using Sonde.Testing;

namespace Sonde.Bpf.Tests;

public sealed class StorageTests
{
    public StorageTests() => TestKernel.Require(KernelFeatures.Bpf);

    [Fact]
    [Trait("Matrix", "guest")]
    public void What_a_program_stored_for_a_task_is_read_by_its_pidfd()
    {
        TestKernel.Require(KernelFeatures.Bpf | KernelFeatures.Btf);
        TestKernel.RequireVersion(5, 11);
        using Workload workload = Workload.Start("kernel", 10);
        using TaskLocal local = TaskLocal.Open();
        local.Rodata.Target = (uint)workload.Pid;
        local.Load();
        using BpfLinks links = local.Attach();
        BpfStorage<ulong> calls = local.Object.GetMap("calls").AsTaskStorage<ulong>();
        using FdHandle process = PidFd.Open(workload.Pid);

        workload.Run();

        Assert.True(calls.TryGetValue(process, out ulong count));
        Assert.True(count >= 10, $"{count} system calls");
        using FdHandle self = PidFd.Open(Environment.ProcessId);
        Assert.False(calls.TryGetValue(self, out _));
        // The workload's next system call would store anew.
        links.Dispose();
        Assert.True(calls.Delete(process));
        Assert.False(calls.TryGetValue(process, out _));
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_task_has_a_value_until_it_is_deleted()
    {
        TestKernel.RequireVersion(5, 11);
        using FdHandle self = PidFd.Open(Environment.ProcessId);
        Check(BpfMapType.TaskStorage, map => map.AsTaskStorage<ulong>(), self);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_socket_has_a_value_until_it_is_deleted()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Check(BpfMapType.SocketStorage, map => map.AsSocketStorage<ulong>(), socket.SafeHandle);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_file_has_a_value_until_it_is_deleted()
    {
        // The storage of inodes is a part of the BPF security module.
        Assert.SkipUnless(SecurityModules().Contains("bpf", StringComparison.Ordinal), "the BPF security module is not active (lsm= on the kernel's command line)");
        using SafeFileHandle file = File.OpenHandle(typeof(StorageTests).Assembly.Location);
        Check(BpfMapType.InodeStorage, map => map.AsInodeStorage<ulong>(), file);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void A_control_group_has_a_value_until_it_is_deleted()
    {
        TestKernel.RequireVersion(6, 2);
        using FdHandle group = FdHandle.OpenRead(ControlGroup.Root);
        Check(BpfMapType.CgroupStorage, map => map.AsCgroupStorage<ulong>(), group);
    }

    [Fact]
    [Trait("Matrix", "guest")]
    public void The_old_storage_has_a_value_where_its_program_is_attached()
    {
        using ControlGroup group = ControlGroup.Create();
        using GroupLocal local = GroupLocal.Open();
        local.Load();
        using var attached = group.Attach(local.Programs.OnPacket, attachType: 1);
        BpfHashMap<BpfCgroupStorageKey, ulong> packets = local.Object.GetMap("packets").AsHashMap<BpfCgroupStorageKey, ulong>();
        BpfPerCpuHashMap<BpfCgroupStorageKey, uint> byCpu
            = local.Object.GetMap("packets_by_cpu").AsPerCpuHashMap<BpfCgroupStorageKey, uint>();

        KeyValuePair<BpfCgroupStorageKey, ulong> entry = Assert.Single(packets);
        Assert.Equal((1u, 0ul), (entry.Key.AttachType, entry.Value));
        group.SendPackets(5);

        Assert.True(packets.TryGetValue(entry.Key, out ulong count));
        Assert.True(count >= 5, $"{count} packets");
        uint[] values = new uint[CpuSet.Possible.Count];
        Assert.True(byCpu.TryGetValues(entry.Key, values));
        Assert.Equal(count, values.Aggregate(0ul, (a, b) => a + b));
        packets.Update(entry.Key, 100, BpfUpdate.Replace);
        Assert.True(packets.TryGetValue(entry.Key, out count));
        Assert.Equal(100ul, count);
    }

    [Fact]
    public void A_descriptor_of_another_kind_is_refused()
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Storage<ulong>(BpfMapType.TaskStorage, "tasks"));
        using FdHandle file = FdHandle.OpenRead("/proc/self/stat");

        var e = Assert.Throws<BpfException>(() => map.AsTaskStorage<ulong>().Update(file, 1));

        Assert.Equal(Errno.EBADF, e.Errno);
        var gone = Assert.Throws<KernelException>(() => PidFd.Open(int.MaxValue));
        Assert.Equal("open process 2147483647: No such process (ESRCH). No process has this number.", gone.Message);
    }

    private static string SecurityModules()
    {
        if (!File.Exists("/sys/kernel/security/lsm"))
        {
            using Process mount = Process.Start("mount", ["-t", "securityfs", "securityfs", "/sys/kernel/security"]);
            mount.WaitForExit();
        }

        return File.Exists("/sys/kernel/security/lsm") ? File.ReadAllText("/sys/kernel/security/lsm") : "";
    }

    private static void Check(BpfMapType type, Func<BpfMap, BpfStorage<ulong>> typed, System.Runtime.InteropServices.SafeHandle owner)
    {
        using BpfMap map = BpfMap.Create(BpfMapOptions.Storage<ulong>(type, "storage"));
        BpfStorage<ulong> storage = typed(map);

        Assert.False(storage.TryGetValue(owner, out ulong value));
        storage.Update(owner, 41, BpfUpdate.Create);
        storage.Update(owner, 42);

        Assert.True(storage.TryGetValue(owner, out value));
        Assert.Equal(42ul, value);
        Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => storage.Update(owner, 1, BpfUpdate.Create)).Errno);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 0; i < 100; i++)
        {
            storage.Update(owner, i);
            storage.TryGetValue(owner, out value);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(storage.Delete(owner));
        Assert.False(storage.Delete(owner));
        Assert.False(storage.TryGetValue(owner, out value));
        Assert.Equal(0ul, value);
    }
}
