namespace Sonde.Kernel.Tests;

/// <summary>The files of a kernel that the doctor looks at, in a temporary directory. At first nothing stands in the way of anything.</summary>
internal sealed class KernelTree : IDisposable
{
    private const string Status = "/proc/thread-self/status";
    private readonly string _root = Directory.CreateTempSubdirectory("kernel-tree-").FullName;

    public KernelTree()
    {
        Write("/proc/sys/kernel/osrelease", "6.12.3-amd64\n");
        Write("/proc/sys/kernel/unprivileged_bpf_disabled", "2\n");
        Write("/proc/sys/kernel/perf_event_paranoid", "3\n");
        Write("/proc/sys/kernel/kptr_restrict", "1\n");
        Write("/proc/sys/kernel/ftrace_enabled", "1\n");
        Write("/proc/sys/net/core/bpf_jit_enable", "1\n");
        Write("/proc/kallsyms", "");
        Write("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
        Write("/sys/kernel/btf/vmlinux", "");
        Write("/sys/bus/event_source/devices/kprobe/type", "8\n");
        Write("/sys/bus/event_source/devices/uprobe/type", "9\n");
        Write("/sys/kernel/debug/kprobes/enabled", "1\n");
        Write("/sys/kernel/tracing/events/header_page", "");
        Write("/sys/kernel/tracing/available_filter_functions", "vfs_read\n");
        Mount(("/sys/kernel/tracing", "tracefs"), ("/sys/fs/bpf", "bpf"));
        Link("/proc/self/ns/user", "user:[4026531837]");
        Process(new CapabilitySet(0x1ffffffffff));
    }

    public KernelReport Examine(ulong memlockLimit = ulong.MaxValue) => new KernelDoctor(new KernelFiles(_root), memlockLimit).Report();

    public KernelCheck Check(string name, ulong memlockLimit = ulong.MaxValue) => Examine(memlockLimit).Checks.Single(c => c.Name == name);

    public static CapabilitySet Set(params Capability[] capabilities)
        => new(capabilities.Aggregate(0ul, (bits, c) => bits | (1ul << (int)c)));

    public void Process(CapabilitySet capabilities, int seccomp = 0)
        => Write(
            Status,
            $"Name:\tdotnet\nCapPrm:\t{capabilities.Bits:x16}\nCapEff:\t{capabilities.Bits:x16}\n"
            + $"Seccomp:\t{seccomp}\nSeccomp_filters:\t{seccomp / 2}\n");

    public void Mount(params (string Place, string Type)[] mounts)
        => Write("/proc/self/mountinfo", string.Concat(mounts.Select(m => $"36 25 0:32 / {m.Place} rw,nosuid shared:9 - {m.Type} none rw\n")));

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        File.WriteAllText(_root + path, text);
    }

    public void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root + path)!);
        Remove(path);
        File.CreateSymbolicLink(_root + path, target);
    }

    public void Remove(string path)
    {
        if (Directory.Exists(_root + path))
            Directory.Delete(_root + path, recursive: true);
        else
            File.Delete(_root + path);
    }

    /// <summary>Puts something in the place of a file that nobody, root included, can open as a file.</summary>
    public void Close(string path)
    {
        Remove(path);
        Directory.CreateDirectory(_root + path);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
