using System.Runtime.InteropServices;
using Sonde.Kernel;

namespace Sonde.Bpf;

public sealed unsafe partial class BpfProgram
{
    /// <summary>Attaches the program to the entry of a kernel function (<c>kprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <param name="offset">Where in the function, in bytes from its start; the start of an instruction.</param>
    /// <exception cref="BpfException">This kernel has no kprobes, no such function, or refuses a probe on it.</exception>
    public BpfLink AttachKprobe(string function, ulong cookie = 0, ulong offset = 0) => AttachKprobe(function, cookie, isReturn: false, offset);

    /// <summary>Attaches the program to the return of a kernel function (<c>kretprobe</c>).</summary>
    /// <param name="function">The function.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">This kernel has no kprobes, no such function, or refuses a probe on it.</exception>
    public BpfLink AttachKretprobe(string function, ulong cookie = 0) => AttachKprobe(function, cookie, isReturn: true, 0);

    /// <summary>Attaches the program to the entry of a system call by its name alone: <c>openat</c>, whatever the kernel calls its function.</summary>
    /// <param name="name">The system call.</param>
    /// <param name="onReturn">Whether to attach to its return instead.</param>
    /// <param name="cookie">What <c>bpf_get_attach_cookie()</c> gives in the program; anything but 0 needs kernel 5.15.</param>
    /// <exception cref="BpfException">This kernel has no kprobes or no such system call.</exception>
    public BpfLink AttachSystemCall(string name, bool onReturn = false, ulong cookie = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        string prefix = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "__arm64_sys_" : "__x64_sys_";
        return AttachKprobe(prefix + name, cookie, onReturn, 0);
    }

    private BpfLink AttachKprobe(string function, ulong cookie, bool isReturn, ulong offset)
    {
        ArgumentException.ThrowIfNullOrEmpty(function);
        RequireType(nameof(AttachKprobe), BpfProgramType.Kprobe);
        string target = $"{(isReturn ? "kretprobe" : "kprobe")} {function}{(offset == 0 ? "" : $"+0x{offset:x}")}";
        using var name = new Utf8Name(function);
        try
        {
            var attributes = new PerfEventAttributes
            {
                Type = ProbePmu.TypeOf("kprobe"),
                Config = isReturn ? ProbePmu.ReturnBit("kprobe") : 0,
                Config1 = (ulong)name.Start,
                Config2 = offset,
            };
            return AttachProbe(in attributes, PerfEventHandle.Any, 0, cookie, target, KernelFeatures.Kprobe);
        }
        catch (BpfException e) when (e.Errno is Errno.ENOENT or Errno.EINVAL or Errno.ESRCH or Errno.ENODEV)
        {
            throw Explain(e, target, function);
        }
    }

    private BpfException Explain(BpfException failure, string target, string function)
    {
        string cause;
        if (KernelDoctor.Examine().Explain(KernelFeatures.Kprobe) is { } blocked)
            cause = blocked;
        else if (KernelFunctions.Find(FunctionPattern.Exact(function)).Count == 0)
            cause = $"this kernel has no function {function} that can be probed. Look for it with: grep {function} /proc/kallsyms.";
        else
            return failure;
        return BpfErrors.Refused($"attach program {Name} to", target, failure.Errno, cause);
    }
}
