namespace Sonde.Kernel;

public sealed partial class KernelDoctor
{
    private KernelCheck Btf()
    {
        bool there = _files.Exists("/sys/kernel/btf/vmlinux");
        return Check(
            "kernel BTF",
            there,
            there ? "/sys/kernel/btf/vmlinux" : "missing",
            "/sys/kernel/btf/vmlinux (CONFIG_DEBUG_INFO_BTF)",
            "boot a kernel with BTF; programs that use no kernel types work without",
            KernelFeatures.Btf | KernelFeatures.Fentry);
    }

    private KernelCheck Jit()
    {
        string? found = _files.Read("/proc/sys/net/core/bpf_jit_enable");
        return found is null
            ? Unknown("BPF JIT", "not visible here, as in a container's network namespace", "1")
            : Check("BPF JIT", found != "0", found, "1", "sudo sysctl net.core.bpf_jit_enable=1", KernelFeatures.None, CheckStatus.Limited);
    }

    private KernelCheck Kprobes()
    {
        const string pmu = "/sys/bus/event_source/devices/kprobe/type";
        const KernelFeatures affects = KernelFeatures.Kprobe;
        if (!_files.Exists(pmu))
        {
            return Check(
                "kprobes",
                false,
                "not in this kernel",
                "CONFIG_KPROBE_EVENTS",
                "use a tracepoint, raw tracepoint or uprobe instead, or boot a distribution kernel",
                affects);
        }

        bool off = _files.Read("/sys/kernel/debug/kprobes/enabled") == "0";
        return Check("kprobes", !off, off ? "switched off" : "on", "on", "echo 1 | sudo tee /sys/kernel/debug/kprobes/enabled", affects);
    }

    private KernelCheck Uprobes()
    {
        bool there = _files.Exists("/sys/bus/event_source/devices/uprobe/type");
        if (there && !IsOlderThan(6, 16) && !_capabilities.Has(Capability.SysAdmin))
        {
            return Check(
                "uprobes", false, "on, by links on many functions only", "CAP_SYS_ADMIN for single ones, since 6.16", "run it with sudo, or load the program for many functions",
                KernelFeatures.Uprobe, CheckStatus.Limited);
        }

        return Check(
            "uprobes",
            there,
            there ? "on" : "not in this kernel",
            "CONFIG_UPROBE_EVENTS",
            "boot a kernel with CONFIG_UPROBE_EVENTS",
            KernelFeatures.Uprobe);
    }

    private KernelCheck Ftrace()
    {
        // fentry and fexit patch the nops of the function tracer (CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS).
        const string needed = "the dynamic function tracer, switched on";
        string? enabled = _files.Read("/proc/sys/kernel/ftrace_enabled");
        if (enabled is null)
            return Check("ftrace", false, "not in this kernel", needed, "use a kprobe, tracepoint or tp_btf instead", KernelFeatures.Fentry);
        if (enabled == "0")
            return Check("ftrace", false, "ftrace_enabled 0", needed, "sudo sysctl kernel.ftrace_enabled=1", KernelFeatures.Fentry);

        // A kernel that refuses this file to root (a vendor's stricter lockdown, a tracer shut off after a fault) refuses fentry too.
        const string functions = "/sys/kernel/tracing/available_filter_functions";
        bool refused = _capabilities.CanReadAnyFile && _files.Exists(functions) && !_files.CanOpen(functions);
        return Check(
            "ftrace",
            !refused,
            refused ? "closed even to root" : "on",
            needed,
            "boot without lockdown, or use tp_btf, a tracepoint or a uprobe instead",
            KernelFeatures.Fentry);
    }

    private KernelCheck Tracefs()
    {
        // The two places where loaders look.
        string[] places = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];
        string? open = places.FirstOrDefault(p => _files.CanOpen($"{p}/events/header_page"));
        string? mount = _files.MountOf("tracefs") ?? _files.MountOf("debugfs");
        bool elsewhere = mount is not null && !places.Any(p => p.StartsWith(mount, StringComparison.Ordinal));
        (string found, string remedy) = (mount, _capabilities.CanReadAnyFile) switch
        {
            (null, _) => ("not mounted", MountTracefs),
            _ when elsewhere => ($"{mount}, where no loader looks", MountTracefs),
            (_, false) => ($"{mount}, not readable by this user", "run it with sudo, or add cap_dac_read_search"),
            _ => ($"{mount}, closed even to root", "boot without lockdown=confidentiality; use raw tracepoints or tp_btf instead"),
        };
        return Check("tracefs", open is not null, open ?? found, "mounted and readable", remedy, KernelFeatures.Tracepoint);
    }

    private const string MountTracefs = "sudo mount -t tracefs tracefs /sys/kernel/tracing";

    private KernelCheck Bpffs()
    {
        string? mount = _files.MountOf("bpf");
        return Check(
            "bpffs",
            mount is not null,
            mount ?? "not mounted",
            "mounted",
            "sudo mount -t bpf bpf /sys/fs/bpf",
            KernelFeatures.Pinning);
    }
}
