using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    // Empty for programs whose section names no target, or whose kind takes what a section cannot say (an interface, a cgroup).
    internal BpfLink[] TryAttachBySection()
    {
        SectionTarget section = SectionTarget.Parse(SectionName);
        if (IsTraceKind(section.Kind))
            return section.Target.Length > 0 || _attachTarget is not null ? [AttachTrace()] : [];
        if (section.Kind == "iter")
            return WalksMap(section.Target) || section.Target == "cgroup" ? [] : [AttachIterator()];
        return section.Target.Length == 0 ? [] : AttachByTarget(section);
    }

    private BpfLink[] AttachByTarget(SectionTarget section)
    {
        (string function, ulong offset) = section.WithOffset();
        switch (section.Kind)
        {
            case "kprobe" or "kretprobe":
                return [AttachKprobe(function, 0, section.Kind == "kretprobe", offset)];
            case "ksyscall" or "kretsyscall":
                return [AttachSystemCall(section.Target, section.Kind == "kretsyscall")];
            case "kprobe.multi" or "kretprobe.multi" or "kprobe.session":
                return [.. AttachKprobes(Expand(FunctionPattern.Glob(section.Target)), section.Kind == "kretprobe.multi")];
            case "uprobe" or "uretprobe":
                return [AttachUprobe(FindUserFunctions(section, exact: true)[0], null, 0, section.Kind == "uretprobe")];
            case "uprobe.multi" or "uretprobe.multi" or "uprobe.session":
                return [.. AttachUprobes(FindUserFunctions(section, exact: false), onReturn: section.Kind == "uretprobe.multi")];
            case "usdt":
                return [AttachUsdtBySection(section)];
            case "tp" or "tracepoint":
                int slash = section.Target.IndexOf('/', StringComparison.Ordinal);
                return slash < 0 ? [] : [AttachTracepoint(section.Target[..slash], section.Target[(slash + 1)..])];
            case "raw_tp" or "raw_tracepoint" or "raw_tp.w" or "raw_tracepoint.w":
                return [AttachRawTracepoint(section.Target)];
            default:
                return [];
        }
    }

    private static bool IsTraceKind(string kind) => kind is "fentry" or "fexit" or "fmod_ret" or "tp_btf" or "lsm" or "freplace";

    private static bool WalksMap(string iterator) => iterator is "bpf_map_elem" or "bpf_sk_storage_map" or "sockmap";

    private IReadOnlyList<string> Expand(FunctionPattern pattern)
    {
        if (pattern.IsExact)
            return [pattern.Text];
        IReadOnlyList<string> found = KernelFunctions.Find(pattern);
        return found.Count > 0
            ? found
            : throw BpfErrors.Refused($"attach program {Name} to", SectionName, Errno.ENOENT, "no kernel function that can be probed matches.");
    }

    // "uprobe//usr/bin/x:function", "uprobe/libc.so.6:malloc", "uprobe/c:malloc+8"
    private IReadOnlyList<UserFunction> FindUserFunctions(SectionTarget section, bool exact)
    {
        int colon = section.Target.LastIndexOf(':');
        if (colon < 0)
            throw BpfErrors.Refused("attach program", Name, Errno.EINVAL, $"its section \"{SectionName}\" is not of the form uprobe/BINARY:FUNCTION.");
        string binary = section.Target[..colon];
        (string function, ulong offset) = (section with { Target = section.Target[(colon + 1)..] }).WithOffset();
        FunctionPattern pattern = exact ? FunctionPattern.Exact(function) : FunctionPattern.Glob(function);
        IReadOnlyList<UserFunction> found = UserFunctions.Find(binary, pattern);
        if (found.Count == 0)
            throw BpfErrors.Refused($"attach program {Name} to", SectionName, Errno.ENOENT, $"{binary} has no function {function}.");
        return offset == 0 ? found : [.. found.Select(f => f with { FileOffset = f.FileOffset + offset })];
    }
}
