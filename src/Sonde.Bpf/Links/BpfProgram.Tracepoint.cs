using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to a tracepoint (<c>tracepoint</c>).</summary>
    /// <param name="category">The category, for example <c>sched</c>.</param>
    /// <param name="name">The tracepoint, for example <c>sched_switch</c>.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">There is no such tracepoint, tracefs is not mounted, or the kernel refused.</exception>
    public BpfLink AttachTracepoint(string category, string name, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var categoryText = new Utf8Name(category);
        using var nameText = new Utf8Name(name);
        var arguments = new TracepointArguments
        {
            Category = (nint)categoryText.Start,
            Name = (nint)nameText.Start,
            Options = new() { Size = (nuint)sizeof(Libbpf.TracepointOptions), Cookie = cookie },
        };
        return AttachAs($"tracepoint {category}:{name}", KernelFeatures.Tracepoint, &Attach, (nint)(&arguments));

        static nint Attach(nint program, nint argument)
        {
            var arguments = (TracepointArguments*)argument;
            return Libbpf.AttachTracepoint(program, (byte*)arguments->Category, (byte*)arguments->Name, &arguments->Options);
        }
    }

    /// <summary>Attaches the program to a raw tracepoint (<c>raw_tp</c>): its arguments as the kernel passes them.</summary>
    /// <param name="name">The tracepoint without category, for example <c>sched_switch</c>.</param>
    /// <exception cref="BpfException">There is no such tracepoint, or the kernel refused.</exception>
    public BpfLink AttachRawTracepoint(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        using var text = new Utf8Name(name);
        return AttachAs($"raw tracepoint {name}", KernelFeatures.Bpf, &Attach, (nint)text.Start);

        static nint Attach(nint program, nint name) => Libbpf.AttachRawTracepoint(program, (byte*)name);
    }

    /// <summary>Attaches a <c>tp_btf</c>, <c>fentry</c> or <c>fexit</c> program to the target that it was loaded for.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public BpfLink AttachTrace()
    {
        string target = SectionName.Replace('/', ' ');
        if (_attachTarget is not null)
            target = $"{SectionName.Split('/')[0]} {_attachTarget}";
        return AttachAs(target, KernelFeatures.Btf | FeaturesOf(SectionName.Split('/')[0]), &Attach, 0);

        static nint Attach(nint program, nint unused) => Libbpf.AttachTrace(program);
    }

    private struct TracepointArguments
    {
        public nint Category;
        public nint Name;
        public Libbpf.TracepointOptions Options;
    }
}
