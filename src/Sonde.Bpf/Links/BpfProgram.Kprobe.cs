using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to the entry of a kernel function (<c>kprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">This kernel has no kprobes, no such function, or refuses a probe on it.</exception>
    public BpfLink AttachKprobe(string function, ulong cookie = 0) => AttachKprobe(function, cookie, isReturn: false);

    /// <summary>Attaches the program to the return of a kernel function (<c>kretprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">This kernel has no kprobes, no such function, or refuses a probe on it.</exception>
    public BpfLink AttachKretprobe(string function, ulong cookie = 0) => AttachKprobe(function, cookie, isReturn: true);

    private struct KprobeArguments
    {
        public nint Function;
        public Libbpf.KprobeOptions Options;
    }

    private BpfLink AttachKprobe(string function, ulong cookie, bool isReturn)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        string target = $"{(isReturn ? "kretprobe" : "kprobe")} {function}";
        using var name = new Utf8Name(function);
        var arguments = new KprobeArguments
        {
            Function = (nint)name.Start,
            Options = new() { Size = (nuint)sizeof(Libbpf.KprobeOptions), Cookie = cookie, IsReturn = isReturn ? (byte)1 : (byte)0 },
        };

        try
        {
            return AttachAs(target, KernelFeatures.Kprobe, &Attach, (nint)(&arguments));
        }
        catch (BpfException e) when (e.Errno is Errno.ENOENT or Errno.EINVAL or Errno.ESRCH or Errno.ENODEV)
        {
            throw Explain(e, target, function);
        }

        static nint Attach(nint program, nint argument)
        {
            var arguments = (KprobeArguments*)argument;
            return Libbpf.AttachKprobe(program, (byte*)arguments->Function, &arguments->Options);
        }
    }

    private BpfException Explain(BpfException failure, string target, string function)
    {
        string cause;
        if (KernelDoctor.Examine().Explain(KernelFeatures.Kprobe) is { } blocked)
            cause = blocked;
        else if (KernelFunctions.Find(FunctionPattern.Glob(function)).Count == 0)
            cause = $"this kernel has no function {function} that can be probed. Look for it with: grep {function} /proc/kallsyms.";
        else
            return failure;
        return BpfErrors.Refused($"attach program {Name} to", target, failure.Errno, cause);
    }
}
