using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf.Tests;

/// <summary>A control group of the test's own.</summary>
internal sealed class ControlGroup : IDisposable
{
    private ControlGroup(string path) => Path = path;

    /// <summary>Where cgroup2 is mounted; the test is skipped where it is not and cannot be.</summary>
    public static string Root
    {
        get
        {
            string? mounted = File.ReadLines("/proc/mounts").Select(l => l.Split(' ')).FirstOrDefault(f => f[2] == "cgroup2")?[1];
            if (mounted is not null)
                return mounted;
            const string folder = "/tmp/sonde-cgroup2";
            Directory.CreateDirectory(folder);
            using Process mount = Process.Start("mount", ["-t", "cgroup2", "cgroup2", folder]);
            mount.WaitForExit();
            Assert.SkipUnless(mount.ExitCode == 0, "cgroup2 is not mounted and cannot be");
            return folder;
        }
    }

    public string Path { get; }

    public static ControlGroup Create()
    {
        string path = System.IO.Path.Combine(Root, $"sonde-test-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return new ControlGroup(path);
    }

    /// <summary>Attaches a program with BPF_LINK_CREATE; disposing the handle detaches it.</summary>
    public FdHandle Attach(BpfProgram program, uint attachType)
    {
        using FdHandle group = FdHandle.OpenRead(Path);
        using var target = new HandleLease(group);
        using var code = new HandleLease(program.Fd);
        var attributes = new LinkCreate { Program = code.Descriptor, Target = target.Descriptor, AttachType = attachType };
        var link = new FdHandle();
        const int linkCreate = 28;
        int result = BpfCall.Invoke((BpfCommand)linkCreate, ref attributes);
        link.Own(result);
        Assert.True(result >= 0, $"BPF_LINK_CREATE: {-result}");
        return link;
    }

    /// <summary>Sends packets from a process in the group.</summary>
    public void SendPackets(int count)
    {
        using var receiver = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)receiver.LocalEndPoint!).Port;
        string send = $"echo $$ > {Path}/cgroup.procs && for i in $(seq {count}); do echo x > /dev/udp/127.0.0.1/{port}; done";
        using Process shell = Process.Start("bash", ["-c", send]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    public void Dispose() => Directory.Delete(Path);

    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreate
    {
        public uint Program;
        public uint Target;
        public uint AttachType;
        public uint Flags;
    }
}
